
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'tieout' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'tieout'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'tieout' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the main job on the bundled month of a fictional shop')
            [CompletionResult]::new('twin', 'twin', [CompletionResultType]::ParameterValue, 'The simulated Shopify and NetSuite')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Bring facts from files into the store')
            [CompletionResult]::new('reconcile', 'reconcile', [CompletionResultType]::ParameterValue, 'Compare the two sides and record a run')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Show what a run found')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Show both sides of one order, refund, payout or exception')
            [CompletionResult]::new('queue', 'queue', [CompletionResultType]::ParameterValue, 'The exception queue')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Past runs')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'How fresh the facts are, and how much is open')
            [CompletionResult]::new('secret', 'secret', [CompletionResultType]::ParameterValue, 'Secrets in the operating system''s keyring')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'The effective configuration')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all of them into a directory')
            break
        }
        'tieout;demo' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; it must be empty or new [default: a new one, which is named]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;twin' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the simulated Shopify and NetSuite on loopback until Ctrl-C')
            break
        }
        'tieout;twin;serve' {
            [CompletionResult]::new('--world', '--world', [CompletionResultType]::ParameterName, 'The world: what both services hold, as JSON [default: a generated one]')
            [CompletionResult]::new('--faults', '--faults', [CompletionResultType]::ParameterName, 'What goes wrong, as TOML [default: nothing]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port [default: any that is free]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;import' {
            [CompletionResult]::new('--shop', '--shop', [CompletionResultType]::ParameterName, 'The shop they belong to; needed where several are configured')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would land; land nothing')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Land the good rows and list the faulty ones (still exit code 2)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'tieout;reconcile' {
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'Only what belongs to this month')
            [CompletionResult]::new('--order', '--order', [CompletionResultType]::ParameterName, 'Only this order, by its name; may be given again')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Which open differences make exit code 3')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Compare every order again, also those known to be equal and unchanged')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'tieout;report' {
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'The run [default: the newest]')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'The view; may be given again [default: summary and groups, or all of them for xlsx and html]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format [default: table]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write to this file instead of stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'tieout;explain' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;queue' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exceptions, the most urgent first; closed ones only when asked for')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one exception: both sides, the parts of its delta, what to do')
            break
        }
        'tieout;queue;list' {
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'Whose work')
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'The diagnosis, such as REF-01')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Where it stands [default: open and reopened]')
            [CompletionResult]::new('--shop', '--shop', [CompletionResultType]::ParameterName, 'The shop, by its name in the configuration')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'One row for each cause, action and currency')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'tieout;queue;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;runs' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List runs, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one run')
            break
        }
        'tieout;runs;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;runs;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;secret' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Keep a secret; asked for without showing it, or read from stdin where something is piped in')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the names of what was set, never the values')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove a secret')
            break
        }
        'tieout;secret;set' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;secret;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;secret;rm' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every key with its effective value and where that comes from')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the file and its side files; name every fault with key, line and mend')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print which file is read')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the file')
            break
        }
        'tieout;config;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;config;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;config;path' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;config;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'tieout;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write the pages of all commands into this directory')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The configuration file [env: TIEOUT_CONFIG]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The store: sqlite:PATH [env: TIEOUT_STORE]')
            [CompletionResult]::new('--operator', '--operator', [CompletionResultType]::ParameterName, 'Who is at work [default: the login name]')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The moment ages and lateness are counted at: RFC 3339 or a date (its first second, UTC) [default: now]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Answer with one JSON document (same as --format json)')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Never colour [env: NO_COLOR]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress, hints and warnings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for still more [env: TIEOUT_LOG]')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Never ask, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
