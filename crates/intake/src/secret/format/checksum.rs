const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGITS: usize = 6;

/// GitHub and npm end their tokens in a CRC-32 of the rest in six base62 digits. `false` where there is none.
pub(super) fn fails(token: &str) -> bool {
    const MARKS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"];
    MARKS.iter().find_map(|mark| token.strip_prefix(mark)).is_some_and(|body| !holds(body))
}

fn holds(body: &str) -> bool {
    let Some(split) = body.len().checked_sub(DIGITS).filter(|split| body.is_char_boundary(*split)) else {
        return false;
    };
    let (random, digits) = body.split_at(split);
    base62(crc32fast::hash(random.as_bytes())) == digits.as_bytes()
}

fn base62(mut number: u32) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(number % 62) as usize];
        number /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_with_its_own_checksum_holds_and_any_other_fails() {
        let random = "k3Xp9ZtQ".repeat(4)[..30].to_owned();
        let digits = base62(crc32fast::hash(random.as_bytes()));
        let token = format!("ghp_{random}{}", str::from_utf8(&digits).expect("ascii"));
        assert!(!fails(&token));
        assert!(fails(&token.replacen('k', "l", 1)));
        assert!(!fails("no token of theirs"));
    }
}
