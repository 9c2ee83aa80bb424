//! The client against scripted services, on tokio's paused clock; the network against loopback
//! servers.

mod client;
mod gate;
mod network;
mod refusals;
mod retry;
mod storm;
mod tokens;
