# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_tieout_global_optspecs
    string join \n config= store= json no-color q/quiet v/verbose operator= as-of= non-interactive h/help V/version
end

function __fish_tieout_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_tieout_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_tieout_using_subcommand
    set -l cmd (__fish_tieout_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c tieout -n "__fish_tieout_needs_command" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_needs_command" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_needs_command" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_needs_command" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_needs_command" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_needs_command" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_needs_command" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_needs_command" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_needs_command" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_needs_command" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_needs_command" -s V -l version -d 'Print version'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "demo" -d 'Run the main job on a made-up month, pulled from the built-in twin'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "init" -d 'Write a configuration: shops, NetSuite, and how to sign in'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "doctor" -d 'Check that everything is in place: one line a check, with its mend'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "pull" -d 'Bring facts from Shopify and NetSuite into the store'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "twin" -d 'The simulated Shopify and NetSuite'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "import" -d 'Bring facts from files into the store'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "reconcile" -d 'Compare the two sides and record a run'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "nightly" -d 'Pull, compare, report and notify: for cron'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "report" -d 'Show what a run found'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "explain" -d 'Show both sides of one order, refund, payout or exception, or what a failure code means'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "queue" -d 'The exception queue'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "apply" -d 'Send approved actions to NetSuite, each exactly once'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "sync" -d 'Carry order edits to NetSuite before the lock'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "replay" -d 'Repeat what failed, from what both sides hold now'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "review" -d 'Work the queue at a terminal: groups first, then one exception after the other'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "actions" -d 'Planned and sent writes'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "runs" -d 'Past runs'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "audit" -d 'The journal: every decision, import, pull, run, approval and write'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "operator" -d 'Who may approve what'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "status" -d 'How fresh the facts are, and how much is open'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "secret" -d 'Secrets in the operating system\'s keyring'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "config" -d 'The effective configuration'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "completions" -d 'Print a completion script'
complete -c tieout -n "__fish_tieout_needs_command" -f -a "man" -d 'Print the manual page, or write all of them into a directory'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l orders -d 'How many orders' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l seed -d 'What is left to chance is drawn from it' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l dir -d 'The directory; what an earlier demonstration left there is made anew [default: tieout-demo]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l plant -d 'Plant the failures that a code stands for and no others [default: some of all kinds]' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l serve -d 'Leave the twin up until Ctrl-C, so that other commands can talk to it'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand demo" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l shop -d 'A shop: its name here, and its domain; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l shop-token -d 'Where an access token of the shop is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l shop-client-id -d 'Client id of the shop\'s app, instead of a token' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l shop-client-secret -d 'Where the client secret of the shop\'s app is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l shop-url -d 'Where the shop is reached instead of its domain' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l subsidiary -d 'NetSuite subsidiary the shop is booked in, by internal id' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l books-currency -d 'Currency the shop\'s sales orders are kept in: shop or presentment' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l time-zone -d 'Time zone the shop\'s days are counted in [default: the shop\'s own]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l account -d 'NetSuite account, such as 123456_SB1' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l account-url -d 'Where NetSuite is reached instead of the account\'s own address' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l auth -d 'How to sign in to NetSuite [default: by the other flags, else oauth2]' -r -f -a "oauth2\t'OAuth 2.0 client credentials, by a certificate'
tba\t'Token-based authentication'"
complete -c tieout -n "__fish_tieout_using_subcommand init" -l client-id -d 'OAuth 2.0: client id of the integration record' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l certificate-id -d 'OAuth 2.0: id of the certificate' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l private-key -d 'OAuth 2.0: where the private key is kept (PKCS#8 PEM)' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l consumer-key -d 'Token-based: consumer key, or where it is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l consumer-secret -d 'Token-based: where the consumer secret is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l token-id -d 'Token-based: token id, or where it is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l token-secret -d 'Token-based: where the token secret is kept' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l concurrency -d 'Requests in flight to NetSuite at most [default: 2]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l order-field -d 'Transaction column that holds the Shopify order [default: the one that matches best]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l order-holds -d 'What that column holds' -r -f -a "name\t'The order\'s name, such as #1001'
legacy_id\t'Shopify\'s numeric id'"
complete -c tieout -n "__fish_tieout_using_subcommand init" -l refund-field -d 'Column of credit memos and cash refunds that holds the refund [default: externalid]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l refund-pattern -d 'What that column holds [default: shopify-refund-{legacy_id}]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l payout-field -d 'Column of deposits or journals that holds the payout [default: memo]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l payout-pattern -d 'What that column contains [default: payout {legacy_id}]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l item -d 'Item that stands for shipping, discount, adjustment, gift_card, tip, duty or fee, by internal id; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l ledger-account -d 'Account of bank, fees, disputes, reserves or other, by internal id; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand init" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand init" -l files-only -d 'Sign in nowhere: facts come from files alone'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l no-sample -d 'Do not look for the column that holds the Shopify order'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l force -d 'Replace a configuration that is there already'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand init" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand init" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand init" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l since -d 'What changed from here on: RFC 3339, a date (UTC) or an age such as 90d' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l until -d 'What changed until here' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l order -d 'Only this order, by its name or id; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l bulk -d 'Have Shopify make files of orders instead of paging through them: for months at a time'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l full -d 'Read everything again, from the beginning'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and not __fish_seen_subcommand_from serve" -f -a "serve" -d 'Serve the simulated Shopify and NetSuite on loopback until Ctrl-C'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l world -d 'The world: what both services hold, as JSON [default: a generated one]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l faults -d 'What goes wrong, as TOML [default: nothing]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l port -d 'The port [default: any that is free]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand twin; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand import" -l shop -d 'The shop they belong to; needed where several are configured' -r
complete -c tieout -n "__fish_tieout_using_subcommand import" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand import" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand import" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand import" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand import" -l dry-run -d 'Say what would land; land nothing'
complete -c tieout -n "__fish_tieout_using_subcommand import" -l keep-going -d 'Land the good rows and list the faulty ones (still exit code 2)'
complete -c tieout -n "__fish_tieout_using_subcommand import" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand import" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand import" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand import" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand import" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l period -d 'Only what belongs to this month' -r
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l order -d 'Only this order, by its name; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l fail-on -d 'Which open differences make exit code 3' -r -f -a "any\t'Every mismatched finding, also one with delta 0'
material\t'Mismatched findings at or above `[materiality]`'
never\t'None'"
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l full -d 'Compare every order again, also those known to be equal and unchanged'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand reconcile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l out -d 'Where the reports go [default: `reports` beside the store]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l fail-on -d 'Which open differences make exit code 3' -r -f -a "any\t'Every mismatched finding, also one with delta 0'
material\t'Mismatched findings at or above `[materiality]`'
never\t'None'"
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l apply -d 'Send what is approved, after the pull'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand nightly" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand report" -l run -d 'The run [default: the newest]' -r
complete -c tieout -n "__fish_tieout_using_subcommand report" -l view -d 'The view; may be given again [default: summary and groups, or all of them for xlsx and html]' -r -f -a "summary\t'Counts, and both sides\' totals by currency'
findings\t'Every finding'
groups\t'Findings by cause and action'
aging\t'What is open, by age'
payouts\t'Each payout with its two variances'
drift\t'Differences by day, cause and shop'"
complete -c tieout -n "__fish_tieout_using_subcommand report" -l format -d 'The format [default: table]' -r -f -a "table\t'For a terminal'
csv\t'Comma-separated values'
json\t'One JSON document'
jsonl\t'One JSON object a line'
xlsx\t'Excel workbook, one sheet a view (needs --out or a pipe)'
html\t'One self-contained page'"
complete -c tieout -n "__fish_tieout_using_subcommand report" -l out -d 'Write to this file instead of stdout' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand report" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand report" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand report" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand report" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand report" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand report" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand report" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand report" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand report" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand explain" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "list" -d 'List exceptions, the most urgent first; closed ones only when asked for'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "show" -d 'Show one exception: both sides, the parts of its delta, what to do'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "assign" -d 'Give exceptions to somebody'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "note" -d 'Write a note about an exception into the journal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "tag" -d 'Put labels on exceptions, or take them off'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "snooze" -d 'Set exceptions aside until a moment or an event; they are back earlier should their amounts change'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "accept" -d 'Accept differences as they are, within what the month\'s tolerance budget has left'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "propose" -d 'Propose an action: what the run suggests, or another'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "approve" -d 'Approve what is proposed, or what the run suggests; signed with your key, carried out by `apply`'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "reject" -d 'Turn down what is proposed, approved or suggested'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and not __fish_seen_subcommand_from list show assign note tag snooze accept propose approve reject reopen" -f -a "reopen" -d 'Take exceptions up again that were accepted, posted, closed or set aside'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l route -d 'Whose work' -r -f -a "finance\t'Money differs'
cx\t'A customer\'s order is locked'
engineering\t'Transport, mapping, or an edit before the lock'"
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l code -d 'The diagnosis, such as REF-01' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l state -d 'Where it stands [default: all but closed]' -r -f -a "open\t'Found, nobody\'s yet'
assigned\t'Somebody\'s work'
snoozed\t'Set aside until a moment'
proposed\t'An action waits for approval'
approved\t'An action waits to be sent'
posting\t'An action is being sent'
posted\t'An action was sent and read back'
unknown\t'What became of an action is not known'
accepted\t'A person accepted the difference'
reopened\t'Settled before, and here again'
closed\t'A later complete run no longer found it'"
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l shop -d 'The shop, by its name in the configuration' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l assignee -d 'Whose work by name' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l label -d 'A label it has' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l severity -d 'At least this urgent' -r -f -a "low\t'All of them'
medium\t'1,000 or a day'
high\t'10,000 or three days'
critical\t'100,000 or five days'"
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l limit -d 'How many, the most urgent first [default: 1000 rows of a table, all with --json]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l group -d 'One row for each cause, action and currency'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l to -d 'To whom' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from assign" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from note" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l label -d 'The label; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l remove -d 'Take the labels off'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l until -d 'Until when: RFC 3339, a date (UTC) or a time from now such as 3d; at most 90 days ahead, which is what an event is waited for unless this says otherwise' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l until-event -d 'Until this is seen' -r -f -a "order-changed\t'What Shopify holds of its order changed'
netsuite-changed\t'What NetSuite holds of it changed'
payout-paid\t'Its payout was paid'"
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from snooze" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l note -d 'Why' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l action -d 'Another action than the suggested one' -r -f -a "update_sales_order\t''
create_credit_memo\t''
create_cash_refund\t''
create_customer_refund\t''
refund_customer_deposit\t''
create_deposit\t''
create_journal_entry\t''
create_return_authorization\t''
close_lines\t''
accept_variance\t''"
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l note -d 'Why' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from propose" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l note -d 'Why' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reject" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l note -d 'Why' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand queue; and __fish_seen_subcommand_from reopen" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l action -d 'Only this action; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l dry-run -d 'Show the requests and what NetSuite would make of them; send nothing'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand apply" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l order -d 'Only this order, by its name or id; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l event -d 'Only the order that the body of this webhook is about; `-` reads it from stdin' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l hmac -d 'The header X-Shopify-Hmac-Sha256 that came with the body' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l shop -d 'The shop that sent it, by name or domain; needed to check its signature where several are configured' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l every -d 'How long to wait between two rounds' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l watch -d 'Go on, round after round, until Ctrl-C'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l dry-run -d 'Show the requests and what NetSuite would make of them; send nothing'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand sync" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l order -d 'Only this order, by its name or id; may be given again' -r
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l since -d 'Only what was proposed from here on: RFC 3339, a date (UTC) or an age such as 2d' -r
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l failed -d 'What was refused, and what became of what is not known'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l as-recorded -d 'Send the recorded requests again instead of planning anew'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l dry-run -d 'Show what would be sent; send nothing'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand replay" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand review" -l route -d 'Whose work' -r -f -a "finance\t'Money differs'
cx\t'A customer\'s order is locked'
engineering\t'Transport, mapping, or an edit before the lock'"
complete -c tieout -n "__fish_tieout_using_subcommand review" -l code -d 'The diagnosis, such as REF-01' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l state -d 'Where it stands [default: all but closed]' -r -f -a "open\t'Found, nobody\'s yet'
assigned\t'Somebody\'s work'
snoozed\t'Set aside until a moment'
proposed\t'An action waits for approval'
approved\t'An action waits to be sent'
posting\t'An action is being sent'
posted\t'An action was sent and read back'
unknown\t'What became of an action is not known'
accepted\t'A person accepted the difference'
reopened\t'Settled before, and here again'
closed\t'A later complete run no longer found it'"
complete -c tieout -n "__fish_tieout_using_subcommand review" -l shop -d 'The shop, by its name in the configuration' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l assignee -d 'Whose work by name' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l label -d 'A label it has' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l severity -d 'At least this urgent' -r -f -a "low\t'All of them'
medium\t'1,000 or a day'
high\t'10,000 or three days'
critical\t'100,000 or five days'"
complete -c tieout -n "__fish_tieout_using_subcommand review" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand review" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand review" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand review" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand review" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand review" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand review" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -f -a "list" -d 'List planned and sent writes'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -f -a "show" -d 'Show one: what it writes, what it rests on, who approved it'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -f -a "prove" -d 'Print the evidence chain of one: from the finding to the run that closed it, each link checked'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and not __fish_seen_subcommand_from list show prove undo" -f -a "undo" -d 'Propose the reversal of a posted action; it waits for approval like any other'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l state -d 'Where they stand' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from prove" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l note -d 'Why' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand actions; and __fish_seen_subcommand_from undo" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -f -a "list" -d 'List runs, the newest first'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -f -a "show" -d 'Show one run'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and not __fish_seen_subcommand_from list show rerun" -f -a "rerun" -d 'Derive a run again from the facts in the store, and say whether it comes out the same'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand runs; and __fish_seen_subcommand_from rerun" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -f -a "verify" -d 'Check that no row of the journal was changed, removed or put elsewhere, and that every approval is signed'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -f -a "export" -d 'Write the journal, a JSON row a line'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and not __fish_seen_subcommand_from verify export head" -f -a "head" -d 'Print the end of the journal, to be noted outside'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l head -d 'An end of the journal that was noted outside' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand audit; and __fish_seen_subcommand_from head" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -f -a "enroll" -d 'Make a key for an operator and print the entry for the configuration'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and not __fish_seen_subcommand_from enroll list" -f -a "list" -d 'List who may approve what, and whose key is on this machine'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l role -d 'What the operator works as' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l limit -d 'The largest amount of one approval' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l key-file -d 'Where to keep the private key instead of the keyring' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand operator; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand status" -l metrics -d 'Write metrics to this file instead' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand status" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand status" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand status" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand status" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand status" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand status" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand status" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand status" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand status" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand status" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -f -a "set" -d 'Keep a secret; asked for without showing it, or read from stdin where something is piped in'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -f -a "list" -d 'List the names of what was set, never the values'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and not __fish_seen_subcommand_from set list rm" -f -a "rm" -d 'Remove a secret'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand secret; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -f -a "show" -d 'Show every key with its effective value and where that comes from'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -f -a "check" -d 'Check the file and its side files; name every fault with key, line and mend'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -f -a "path" -d 'Print which file is read'
complete -c tieout -n "__fish_tieout_using_subcommand config; and not __fish_seen_subcommand_from show check path schema" -f -a "schema" -d 'Print the JSON Schema of the file'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand completions" -s h -l help -d 'Print help'
complete -c tieout -n "__fish_tieout_using_subcommand man" -l dir -d 'Write the pages of all commands into this directory' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand man" -l config -d 'The configuration file [env: TIEOUT_CONFIG]' -r -F
complete -c tieout -n "__fish_tieout_using_subcommand man" -l store -d 'The store: sqlite:PATH [env: TIEOUT_STORE]' -r
complete -c tieout -n "__fish_tieout_using_subcommand man" -l operator -d 'Who is at work [default: the login name]' -r
complete -c tieout -n "__fish_tieout_using_subcommand man" -l as-of -d 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]' -r
complete -c tieout -n "__fish_tieout_using_subcommand man" -l codes -d 'Print the catalogue of failure codes instead, as Markdown'
complete -c tieout -n "__fish_tieout_using_subcommand man" -l json -d 'Answer with one JSON document (same as --format json)'
complete -c tieout -n "__fish_tieout_using_subcommand man" -l no-color -d 'Never colour [env: NO_COLOR]'
complete -c tieout -n "__fish_tieout_using_subcommand man" -s q -l quiet -d 'Leave out progress, hints and warnings'
complete -c tieout -n "__fish_tieout_using_subcommand man" -s v -l verbose -d 'Say more on stderr; twice for still more [env: TIEOUT_LOG]'
complete -c tieout -n "__fish_tieout_using_subcommand man" -l non-interactive -d 'Never ask, even on a terminal'
complete -c tieout -n "__fish_tieout_using_subcommand man" -s h -l help -d 'Print help'
