//! What the company sells, and what its NetSuite account calls it.

/// What a line of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Goods,
    /// Sold inside bundles alone.
    Part,
    GiftCard,
    Tip,
}

/// Something sold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) sku: &'static str,
    /// NetSuite's internal id.
    pub(super) id: u64,
    pub(super) title: &'static str,
    pub(super) variant: &'static str,
    /// Cents, in either shop's currency.
    pub(super) price: i64,
    pub(super) taxed: bool,
    pub(super) kind: Kind,
}

const fn goods(sku: &'static str, id: u64, title: &'static str, variant: &'static str, price: i64) -> Item {
    Item {
        sku,
        id,
        title,
        variant,
        price,
        taxed: true,
        kind: Kind::Goods,
    }
}

const fn food(sku: &'static str, id: u64, title: &'static str, variant: &'static str, price: i64) -> Item {
    Item {
        sku,
        id,
        title,
        variant,
        price,
        taxed: false,
        kind: Kind::Goods,
    }
}

const fn part(sku: &'static str, id: u64, title: &'static str, price: i64) -> Item {
    Item {
        sku,
        id,
        title,
        variant: "",
        price,
        taxed: true,
        kind: Kind::Part,
    }
}

/// Goods on sale one by one come first.
#[rustfmt::skip]
pub(super) static ITEMS: [Item; 22] = [
    goods("SOCK-FERN-S", 401, "Fern socks", "Small", 14_00),
    goods("SOCK-FERN-M", 402, "Fern socks", "Medium", 14_00),
    goods("SOCK-FERN-L", 403, "Fern socks", "Large", 14_00),
    goods("SCARF-MERINO", 410, "Merino scarf", "Slate", 42_50),
    goods("GLOVE-MERINO", 411, "Merino gloves", "Slate", 29_95),
    goods("JUMPER-ARAN-M", 421, "Aran jumper", "Medium", 11_800),
    goods("JUMPER-ARAN-L", 422, "Aran jumper", "Large", 11_800),
    goods("LAMP-FLINT", 431, "Flint lamp", "", 84_90),
    goods("VASE-FLINT", 432, "Flint vase", "24 cm", 36_00),
    goods("PLATE-CHALK", 433, "Chalk plate", "Set of two", 27_40),
    goods("CANDLE-MOSS", 441, "Moss candle", "30 hours", 19_99),
    goods("CANDLE-PEAT", 442, "Peat candle", "30 hours", 19_99),
    goods("BAG-CANVAS", 451, "Canvas bag", "", 22_00),
    food("JAM-DAMSON", 461, "Damson jam", "340 g", 5_75),
    food("TEA-NETTLE", 462, "Nettle tea", "80 g", 7_20),
    food("OATCAKES", 463, "Oatcakes", "200 g", 3_45),
    part("MUG-FLINT", 471, "Flint mug", 16_00),
    part("COASTER-CORK", 472, "Cork coaster", 3_50),
    part("SOAP-FERN", 473, "Fern soap", 6_25),
    part("CLOTH-LINEN", 474, "Linen cloth", 9_80),
    Item { sku: "GIFT-CARD-25", id: GIFT_CARD, title: "Gift card", variant: "25.00", price: 25_00, taxed: false, kind: Kind::GiftCard },
    Item { sku: "", id: TIP, title: "Tip", variant: "", price: 2_00, taxed: false, kind: Kind::Tip },
];

/// How many of [`ITEMS`] are sold one by one.
pub(super) const GOODS: usize = 16;

/// A bundle: a kit in NetSuite, a group of lines in Shopify.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) sku: &'static str,
    pub(super) id: u64,
    pub(super) title: &'static str,
    /// Parts, and pieces of each.
    pub(super) parts: &'static [(&'static str, i64)],
}

pub(super) static BUNDLES: [Bundle; 2] = [
    Bundle {
        sku: "SET-FIRESIDE",
        id: 481,
        title: "Fireside set",
        parts: &[("MUG-FLINT", 2), ("COASTER-CORK", 2)],
    },
    Bundle {
        sku: "SET-WASHSTAND",
        id: 482,
        title: "Washstand set",
        parts: &[("SOAP-FERN", 3), ("CLOTH-LINEN", 1)],
    },
];

// Items that stand for something other than goods.
pub(super) const SHIPPING: u64 = 900;
pub(super) const DISCOUNT: u64 = 901;
pub(super) const ADJUSTMENT: u64 = 902;
pub(super) const GIFT_CARD: u64 = 903;
pub(super) const TIP: u64 = 904;
pub(super) const DUTY: u64 = 905;
pub(super) const FEE: u64 = 906;
/// A charge that the configuration names no use for.
pub(super) const OTHER_CHARGE: u64 = 907;
/// The tax item of a country's tax lines.
pub(super) const TAX: i64 = -137;

/// An account of the ledger.
pub(super) struct Account {
    pub(super) id: u64,
    pub(super) number: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
}

pub(super) const BANK: u64 = 1;
pub(super) const RECEIVABLE: u64 = 6;
pub(super) const DEPOSITS: u64 = 30;
pub(super) const TAX_OWED: u64 = 31;
pub(super) const SALES: u64 = 54;
pub(super) const FEES: u64 = 60;
pub(super) const DISPUTES: u64 = 61;
pub(super) const RESERVES: u64 = 62;
pub(super) const WRITTEN_OFF: u64 = 66;
pub(super) const VARIANCE: u64 = 68;
pub(super) const OTHER: u64 = 69;
pub(super) const UNDEPOSITED: u64 = 122;

const fn account(id: u64, number: &'static str, kind: &'static str, name: &'static str) -> Account {
    Account { id, number, kind, name }
}

#[rustfmt::skip]
pub(super) static ACCOUNTS: [Account; 12] = [
    account(BANK, "1000", "Bank", "Current account"),
    account(RECEIVABLE, "1200", "AcctRec", "Accounts receivable"),
    account(DEPOSITS, "2300", "OthCurrLiab", "Customer deposits"),
    account(TAX_OWED, "2400", "OthCurrLiab", "Sales tax payable"),
    account(SALES, "4000", "Income", "Sales"),
    account(FEES, "6100", "Expense", "Payment fees"),
    account(DISPUTES, "1310", "OthCurrAsset", "Disputed payments"),
    account(RESERVES, "1320", "OthCurrAsset", "Payment reserves"),
    account(WRITTEN_OFF, "6600", "Expense", "Disputes lost"),
    account(VARIANCE, "6890", "Expense", "Payout variances"),
    account(OTHER, "6900", "Expense", "Other payout movements"),
    account(UNDEPOSITED, "1100", "OthCurrAsset", "Undeposited funds"),
];

/// A way of shipping, and its price in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) title: &'static str,
    pub(super) price: i64,
}

pub(super) const STANDARD: Method = Method {
    title: "Standard",
    price: 3_95,
};
pub(super) const EXPRESS: Method = Method {
    title: "Express",
    price: 8_50,
};
pub(super) const FREE: Method = Method {
    title: "Free",
    price: 0,
};

/// The item of a SKU of the catalogue. Only this module's own texts are looked up.
pub(super) fn item(sku: &str) -> &'static Item {
    ITEMS.iter().find(|i| i.sku == sku).unwrap_or(&ITEMS[0])
}
