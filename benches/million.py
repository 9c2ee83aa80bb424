#!/usr/bin/env python3
"""Runs tieout and DuckDB side by side on generated data and prints their ratios.

usage: million.py [--orders N] [--runs R] [--work DIR] [--tieout PATH]

Makes the data once (peers/gen.py, the same bytes on every machine), then takes turns: one run of the
peer, one of tieout, R times for each task. CPU is user plus system time of the whole process; the
ratio is taken pair by pair and its median printed. Wall time and peak memory are printed beside it and
gate nothing, because they depend on what else the machine does. Afterwards every finding is held
against the truth file: each planted order and payout found, with a code of its cause, and no other.

Needs python3 with numpy and duckdb (pip install numpy duckdb pyarrow), and `cargo build --release`.
"""
import argparse, csv, os, resource, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = """[store]
url = "sqlite:tieout.db"
[netsuite]
order_field = "custbody_shopify_order_id"
order_holds = "legacy_id"
payout_field = "custbody_shopify_payout_id"
payout_pattern = "{legacy_id}"
"""
# Which codes say the cause that the generator planted.
CAUSES = {
    "stale_qty": {"EDT-03", "EDT-04", "EDT-11", "EDT-13"},
    "delta_stale": {"EDT-03", "EDT-04", "EDT-11", "EDT-13"},
    "wrong_tax": {"TAX-01", "TAX-02", "TAX-05", "TAX-07"},
    "delta_tax": {"TAX-01", "TAX-02", "TAX-05", "TAX-07"},
    "wrong_shipping": {"EDT-08"},
    "missing_credit_memo": {"REF-01"},
    "credit_memo_cent": {"REF-03"},
    # An order charged and fully refunded that was never booked is a washout, or a trickle where that took weeks.
    "missing_so": {"IDN-01", "REF-15", "REF-16"},
    "duplicate_so": {"IDN-04"},
    "orphan_so": {"IDN-03"},
    "address_drift": {"EDT-16"},
    "payout_off": {"PAY-05", "PAY-06", "PAY-07"},
}


class Cost:
    def __init__(self, wall, cpu, rss):
        self.wall, self.cpu, self.rss = wall, cpu, rss

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.rss, other.rss))


def run(*command, ok=(0, 3), env=None):
    start = time.perf_counter()
    with open(os.devnull, "w") as null:
        process = subprocess.Popen(command, stdout=null, stderr=subprocess.PIPE, env=env)
        err = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in ok:
        sys.exit(f"{' '.join(command)} ended with {code}:\n{err}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Bench:
    def __init__(self, args):
        self.args = args
        self.data = os.path.join(args.work, f"data-{args.orders}")
        self.home = os.path.join(args.work, "tieout")
        os.makedirs(self.home, exist_ok=True)
        with open(os.path.join(self.home, "tieout.toml"), "w") as f:
            f.write(CONFIG)
        self.rows = []

    def tieout(self, *command):
        return run(self.args.tieout, "--config", os.path.join(self.home, "tieout.toml"), "--as-of", "2025-12-31T00:00:00Z", "-q", *command)

    def peer(self, *command):
        return run(sys.executable, os.path.join(HERE, "peers", "peer_duckdb.py"), *command)

    def store(self, name):
        return os.path.join(self.home, name)

    def keep(self, name):
        for end in ("", "-wal", "-shm"):
            path = self.store("tieout.db" + end)
            copy = self.store(name + end)
            if os.path.exists(copy):
                os.remove(copy)
            if os.path.exists(path):
                shutil.copyfile(path, copy)

    def take(self, name):
        for end in ("", "-wal", "-shm"):
            path = self.store("tieout.db" + end)
            if os.path.exists(path):
                os.remove(path)
            if name and os.path.exists(self.store(name + end)):
                shutil.copyfile(self.store(name + end), path)

    def fill(self, data, payouts=True):
        shop = [f"{data}/shopify_orders.jsonl"]
        if payouts:
            shop += [f"{data}/shopify_balance.jsonl", f"{data}/shopify_payouts.jsonl"]
        cost = self.tieout("import", "shopify-bulk", *shop)
        return cost + self.tieout("import", "netsuite-suiteql", f"{data}/ns_transactions.pages.jsonl", f"{data}/ns_lines.pages.jsonl")

    def findings(self):
        return self.tieout("report", "--view", "findings", "--format", "csv", "--out", self.store("findings.csv"))

    def task(self, name, goal, prepare, ours, peer_prepare, peer):
        ratios, walls, mine, theirs = [], [], [], []
        for _ in range(self.args.runs):
            peer_prepare()
            b = peer()
            prepare()
            a = ours()
            mine.append(a)
            theirs.append(b)
            ratios.append(b.cpu / a.cpu)
            walls.append(b.wall / a.wall)
        med = statistics.median
        row = (name, goal, med(ratios), med(walls), med(c.cpu for c in mine), med(c.wall for c in mine), max(c.rss for c in mine), med(c.cpu for c in theirs), med(c.wall for c in theirs))
        self.rows.append(row)
        print("%-28s cpu %5.1fx (goal %4.1fx)  wall %5.1fx   tieout %.2f s cpu %.2f s wall %4.0f MiB   duckdb %.2f s cpu %.2f s wall" % (name, row[2], goal, row[3], row[4], row[5], row[6], row[7], row[8]), flush=True)

    def verify(self, truth):
        planted = {}
        with open(truth) as f:
            for row in csv.DictReader(f):
                planted[row["key"]] = row["cause"]
        found = {}
        with open(self.store("findings.csv")) as f:
            for row in csv.DictReader(f):
                key = key_of(row)
                found.setdefault(key, set()).add(row["code"])
        lost = [k for k, cause in planted.items() if not found.get(k, set()) & CAUSES[cause]]
        more = [k for k in found if k not in planted]
        print(f"  {len(planted)} planted, {len(planted) - len(lost)} found with their cause, {len(more)} others flagged")
        for k in lost[:5]:
            print("  LOST", k, planted[k], found.get(k))
        for k in more[:5]:
            print("  MORE", k, found[k])
        return not lost and not more


def key_of(row):
    """The order's or payout's number; an orphan is named by what NetSuite's order field holds."""
    for column in ("payout_id", "payout", "order_id", "order", "order_name"):
        value = (row.get(column) or "").rsplit("/", 1)[-1].lstrip("'#")
        if value:
            return value
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", default=os.path.join(HERE, "..", "target", "million"))
    parser.add_argument("--tieout", default=os.path.join(HERE, "..", "target", "release", "tieout"))
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    args.work = os.path.abspath(args.work)
    b = Bench(args)
    gen = [sys.executable, os.path.join(HERE, "peers", "gen.py"), "--orders", str(args.orders), "--delta", str(max(50, args.orders // 100))]
    for extra, out in (([], b.data), (["--recent"], b.data + "-recent")):
        if not os.path.exists(os.path.join(out, "truth.csv")):
            run(*gen, *extra, "--out", out)
    duck = os.path.join(args.work, "duck.db")

    def no_duck():
        for end in ("", ".wal"):
            if os.path.exists(duck + end):
                os.remove(duck + end)

    good = True
    b.task("fill the store (G4)", 3.0, lambda: b.take(None), lambda: b.fill(b.data), no_duck, lambda: b.peer("prep-db", b.data, duck))
    print("  memory goal (G5): %.0f MiB" % (0.75 * args.orders / 1024 + 64))
    b.keep("filled.db")
    shutil.copyfile(duck, duck + ".filled")
    out = os.path.join(args.work, "duck.csv")
    b.task("full compare (G1, G3)", 12.0, lambda: b.take("filled.db"), lambda: b.tieout("reconcile"), lambda: None, lambda: b.peer("db", duck, out))
    b.findings()
    good &= b.verify(os.path.join(b.data, "truth.csv"))
    b.keep("compared.db")

    def new_rule():
        b.take("compared.db")
        with open(b.store("aliases.csv"), "w") as f:
            f.write("shopify_sku,netsuite_item\nNO-SUCH-SKU,NO-SUCH-ITEM\n")
        with open(b.store("tieout.toml"), "w") as f:
            f.write(CONFIG + '[items]\nsku_aliases = "aliases.csv"\n')

    b.task("every field again (G2)", 2.5, new_rule, lambda: b.tieout("reconcile"), lambda: None, lambda: b.peer("db", duck, out))
    with open(b.store("tieout.toml"), "w") as f:
        f.write(CONFIG)
    for name, goal, data in (("1 % changed, recent (G6)", 12.0, b.data + "-recent"), ("1 % changed, spread (G7)", 4.0, b.data)):
        delta = os.path.join(data, "delta")

        def ours():
            return b.fill(delta, payouts=False) + b.tieout("reconcile") + b.findings()

        b.task(name, goal, lambda: b.take("compared.db"), ours, lambda: shutil.copyfile(duck + ".filled", duck), lambda: b.peer("delta", duck, delta, out))
        good &= b.verify(os.path.join(delta, "truth_after.csv"))
    sys.exit(0 if good and all(r[2] >= r[1] for r in b.rows) else 1)


main()
