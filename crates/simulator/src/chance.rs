/// Chance that is the same for the same seed, on every machine and for ever (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Independent of what else was drawn from `seed`: what one noun draws does not shift another's.
    pub fn named(seed: u64, name: &str) -> Self {
        let fnv = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut chance = Self(seed ^ fnv);
        chance.draw();
        chance
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `bound` - 1; 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.draw()) * u128::from(bound)) >> 64) as u64
    }

    /// True once in `n`, on average.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len() as u64) as usize]
    }

    pub fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| *self.pick(&letters)).collect()
    }

    pub fn hex(&mut self, digits: usize) -> String {
        self.text("0123456789abcdef", digits)
    }

    /// In the form of a UUID, without a version.
    pub fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|digits| self.hex(digits)).join("-")
    }

    /// Of letters and digits that nobody confuses.
    pub fn password(&mut self, length: usize) -> String {
        self.text("abcdefhkmnprstuvwxyz23456789", length)
    }

    /// Letters of both cases and digits, as tokens are made of.
    pub fn token(&mut self, length: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length)
    }

    /// A cloud's access key as two variables: `AWS_ACCESS_KEY_ID=…`, `AWS_SECRET_ACCESS_KEY=…`.
    pub fn cloud_key(&mut self) -> [String; 2] {
        let id = self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        let secret = self.token(40);
        [format!("AWS_ACCESS_KEY_ID=AKIA{id}"), format!("AWS_SECRET_ACCESS_KEY={secret}")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_the_published_generator() {
        // First outputs of SplitMix64 with seed 1234567, as published by Rosetta Code.
        let mut chance = Chance::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| chance.draw()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn draws_stay_below_their_bound() {
        let mut chance = Chance::new(1);
        let drawn: Vec<u64> = (0..1000).map(|_| chance.below(3)).collect();
        for value in 0..3 {
            assert!(drawn.contains(&value));
        }
        assert!(drawn.iter().all(|value| *value < 3));
        assert_eq!(chance.below(0), 0);
    }
}
