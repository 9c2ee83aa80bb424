//! Which store is meant.

use std::path::{Path, PathBuf};

use super::error::Fault;
use super::file::File;
use super::locate::{Layers, directories};
use super::place::Place;
use super::settings::Source;

/// The store's file, and which layer named it.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) path: PathBuf,
    pub(super) source: Source,
}

/// Picks the highest layer that names a store. A path of the file is relative to the file, every
/// other one to the working directory.
pub(super) fn resolve(
    file: &File,
    layers: &Layers,
    base: &Path,
    place: &Place<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Chosen> {
    let outside = |by: &'static str, what: String, mend: String| Fault {
        file: String::new(),
        line: 0,
        key: by.to_owned(),
        what,
        mend,
    };
    let chosen = match (&layers.store_flag, &layers.store_env, &file.store.url) {
        (Some(url), _, _) => parse(url)
            .map(|p| (layers.dir.join(p), Source::Flag("--store")))
            .map_err(|(what, mend)| outside("--store", what, mend)),
        (None, Some(url), _) if !url.is_empty() => parse(url)
            .map(|p| (layers.dir.join(p), Source::Env("TIEOUT_STORE")))
            .map_err(|(what, mend)| outside("TIEOUT_STORE", what, mend)),
        (_, _, Some(url)) => parse(url)
            .map(|p| (base.join(p), Source::File(place.line("store.url").unwrap_or(0))))
            .map_err(|(what, mend)| place.fault("store.url", what, mend)),
        _ => directories()
            .map(|dirs| (dirs.data_dir().join("tieout.db"), Source::Default))
            .ok_or_else(|| {
                outside(
                    "store",
                    "has no place: this user has no home directory".to_owned(),
                    "name one with --store sqlite:PATH".to_owned(),
                )
            }),
    };
    match chosen {
        Ok((path, source)) => Some(Chosen { path, source }),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// The path of `sqlite:PATH`. A refusal never repeats the address: it may hold a password.
fn parse(url: &str) -> Result<PathBuf, (String, String)> {
    const MEND: &str = "write sqlite:PATH, such as sqlite:tieout.db";
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(("is no store address".to_owned(), MEND.to_owned()));
    };
    match scheme {
        "sqlite" => match rest.strip_prefix("//").unwrap_or(rest) {
            "" => Err(("names no file".to_owned(), MEND.to_owned())),
            ":memory:" => Err((
                "would be forgotten at the end of each command".to_owned(),
                MEND.to_owned(),
            )),
            path => Ok(PathBuf::from(path)),
        },
        "postgres" | "postgresql" => Err((
            "names a PostgreSQL store, which is not in this version".to_owned(),
            MEND.to_owned(),
        )),
        _ => Err(("is no store address that tieout knows".to_owned(), MEND.to_owned())),
    }
}
