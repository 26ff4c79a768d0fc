//! Credentials of known formats, made on the spot: none is real, every checksum is right.

#![allow(dead_code, reason = "each test binary uses its own part")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Letters and digits, the same for the same seed.
pub fn random(seed: u64, length: usize) -> String {
    digits(seed, length, BASE62)
}

pub fn hexadecimal(seed: u64, length: usize) -> String {
    digits(seed, length, b"0123456789abcdef")
}

pub fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// 30 random characters and their CRC-32 in base62, as GitHub and npm end their tokens.
pub fn base62_checked(prefix: &str, seed: u64) -> String {
    let body = random(seed, 30);
    let mut crc = crc32fast::hash(body.as_bytes());
    let mut check = [b'0'; 6];
    for digit in check.iter_mut().rev() {
        *digit = BASE62[(crc % 62) as usize];
        crc /= 62;
    }
    format!("{prefix}{body}{}", String::from_utf8_lossy(&check))
}

pub fn jwt(seed: u64) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part(r#"{"typ":"JWT","alg":"HS256"}"#), part(r#"{"sub":"1"}"#), random(seed, 43))
}

fn digits(seed: u64, length: usize, alphabet: &[u8]) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        alphabet[(state >> 33) as usize % alphabet.len()] as char
    };
    (0..length).map(|_| next()).collect()
}
