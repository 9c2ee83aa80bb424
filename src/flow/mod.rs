//! One function a command: what happens between the command line and the rooms.
