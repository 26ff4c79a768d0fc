//! Where random numbers come from: the only place in the server that asks for them.

/// Bytes that nobody can guess, from the kernel.
#[allow(clippy::disallowed_methods, reason = "this is the edge at which chance enters")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the kernel has random numbers");
    bytes
}
