//! Who may talk to this desk: one person, on this machine, in a browser that was opened by a one-time link.
//!
//! The walls, from the outside in; each has its own file and its own tests:
//!
//! | wall | file | stops |
//! |---|---|---|
//! | the socket listens on loopback only | [`address`] | the network |
//! | `Host` must be a loopback name with our port | [`guard`] | DNS rebinding |
//! | requests that another site started are refused | [`guard`] | cross-site requests, embedding |
//! | a session, opened once by a link with 256 random bits | [`session`] | other users of the machine |
//! | a change carries the session's token and our own origin | [`guard`] | forged forms |
//! | a strict content policy, no caching, no framing | [`headers`] | script that slips into a page |

pub mod address;
pub mod guard;
pub mod headers;
pub mod secret;
pub mod session;
