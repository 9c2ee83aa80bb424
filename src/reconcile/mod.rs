//! What is expected against what is there. Pure.
