//! A program that prints a secret, or is told something: run without a shell, for a while, and listened to for so
//! many bytes.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::{BYTES_MAX, SecretError};

/// How long a program may take. Some wait for a finger on a key.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How often a program that has said everything is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// Runs a program and gives what it prints. A program named by a relative path is looked for from
/// `dir`, where it also runs; a bare name is looked for in `PATH`.
pub(super) fn run(words: &[String], dir: &Path, patience: Duration) -> Result<Vec<u8>, SecretError> {
    let program = words.first().map_or("", String::as_str);
    let failed = |what: String| SecretError::Command {
        program: program.to_owned(),
        what,
    };
    let until = Instant::now() + patience;
    let mut child =
        start(words, dir, Stdio::null(), Stdio::piped()).map_err(|e| failed(format!("cannot be started: {e}")))?;
    let heard = listen(&mut child, until);
    let ended = match heard {
        Some(Ok(_)) => wait(&mut child, until),
        _ => None,
    };
    if ended.is_none() {
        // It goes on for too long or says too much: nobody waits for the rest.
        let _ = child.kill();
        let _ = child.wait();
    }
    match (heard, ended) {
        (Some(Ok(bytes)), _) if bytes.len() > BYTES_MAX => Ok(bytes),
        (Some(Ok(bytes)), Some(true)) => Ok(bytes),
        (Some(Ok(_)), Some(false)) => Err(failed("ended with a failure".to_owned())),
        (Some(Err(error)), _) => Err(failed(format!("cannot be read from: {error}"))),
        (None, _) | (_, None) => Err(failed(format!("gave no secret within {} s", patience.as_secs()))),
    }
}

/// Runs a program, tells it something on its standard input, and waits until it has ended well. What it prints is
/// not listened to. Paths are looked for as [`super::resolve`] does.
///
/// # Errors
/// [`SecretError::Command`] where it cannot be started, fails, or takes too long; then it is ended.
pub fn tell(words: &[String], dir: &Path, what: &[u8], patience: Duration) -> Result<(), SecretError> {
    let program = words.first().map_or("", String::as_str);
    let failed = |what: String| SecretError::Command {
        program: program.to_owned(),
        what,
    };
    let until = Instant::now() + patience;
    let mut child =
        start(words, dir, Stdio::piped(), Stdio::null()).map_err(|e| failed(format!("cannot be started: {e}")))?;
    if let Some(mut into) = child.stdin.take() {
        let what = what.to_vec();
        // A program that does not listen would hold up whoever writes; it is free not to.
        std::thread::spawn(move || drop(into.write_all(&what)));
    }
    match wait(&mut child, until) {
        Some(true) => Ok(()),
        Some(false) => Err(failed("ended with a failure".to_owned())),
        None => {
            let _ = child.kill();
            let _ = child.wait();
            Err(failed(format!("did not end within {} s", patience.as_secs())))
        }
    }
}

fn start(words: &[String], dir: &Path, input: Stdio, output: Stdio) -> io::Result<Child> {
    let program = words.first().map_or("", String::as_str);
    let dir = std::path::absolute(if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    })?;
    let is_path = Path::new(program).components().count() > 1;
    let program = if is_path {
        dir.join(program)
    } else {
        PathBuf::from(program)
    };
    Command::new(program)
        .args(words.iter().skip(1))
        .current_dir(dir)
        .stdin(input)
        .stdout(output)
        // What it complains of may hold what it should not: it is seen by running it by hand.
        .stderr(Stdio::null())
        .spawn()
}

/// Everything it prints, up to one byte more than a secret can have; `None` where that takes too long.
fn listen(child: &mut Child, until: Instant) -> Option<io::Result<Vec<u8>>> {
    let out = child.stdout.take()?;
    let (said, heard) = mpsc::channel();
    // A read cannot be given up, so it waits on a thread of its own.
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = out.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes);
        let _ = said.send(read.map(|_| bytes));
    });
    heard.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
}

/// Whether it ended well; `None` where it does not end in time.
fn wait(child: &mut Child, until: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < until => std::thread::sleep(GLANCE),
            _ => return None,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn of(text: &str, patience: Duration) -> Result<Vec<u8>, SecretError> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        run(&words, Path::new(""), patience)
    }

    fn what(result: Result<Vec<u8>, SecretError>) -> String {
        match result {
            Err(SecretError::Command { what, .. }) => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn no_shell_reads_the_words() {
        assert_eq!(of("echo $HOME;id", PATIENCE).unwrap(), b"$HOME;id\n");
    }

    #[test]
    fn a_relative_program_is_beside_the_configuration() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("get");
        std::fs::write(&path, "#!/bin/sh\ncat token").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::write(dir.path().join("token"), "abc").unwrap();
        assert_eq!(run(&["./get".to_owned()], dir.path(), PATIENCE).unwrap(), b"abc");
    }

    #[test]
    fn failures_are_told_and_never_hang() {
        assert_eq!(what(of("false", PATIENCE)), "ended with a failure");
        assert!(what(of("no-such-program-anywhere", PATIENCE)).starts_with("cannot be started"));
        assert!(what(of("sleep 600", Duration::ZERO)).starts_with("gave no secret within"));
    }

    #[test]
    fn a_program_is_told_something_and_not_waited_for_too_long() {
        let dir = tempfile::tempdir().unwrap();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let patience = Duration::from_secs(20);
        tell(&words("tee heard"), dir.path(), b"{}\n", patience).unwrap();
        assert_eq!(std::fs::read(dir.path().join("heard")).unwrap(), b"{}\n");
        // One that listens to nothing does not hold it up.
        tell(&words("true"), dir.path(), &vec![b'x'; 1 << 20], patience).unwrap();
        assert!(tell(&words("false"), dir.path(), b"", patience).is_err());
        let slow = tell(&words("sleep 600"), dir.path(), b"", Duration::ZERO).unwrap_err();
        assert!(slow.to_string().contains("did not end within"), "{slow}");
    }

    #[test]
    fn an_endless_answer_is_cut_off() {
        assert_eq!(of("yes", PATIENCE).unwrap().len(), BYTES_MAX + 1);
    }
}
