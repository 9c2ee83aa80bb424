//! Buffers for the records of one case.

/// The bytes of one case's records; the buffers are used again for the next case.
#[derive(Default)]
pub(super) struct Bodies {
    buffers: Vec<Vec<u8>>,
    /// How many are filled.
    pub(super) used: usize,
}

impl Bodies {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.used == self.buffers.len() {
            self.buffers.push(Vec::new());
        }
        let buffer = &mut self.buffers[self.used];
        buffer.clear();
        buffer.extend_from_slice(bytes);
        self.used += 1;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.buffers[..self.used].iter().map(Vec::as_slice)
    }
}
