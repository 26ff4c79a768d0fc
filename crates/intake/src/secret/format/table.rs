use posture::facts::CredentialKind::{
    self, Chat, Cloud, CodeForge, Mail, Observability, Other, PackageRegistry, Payment,
};

use super::super::shape::Shape;

/// What may follow a prefix.
#[derive(Clone, Copy)]
enum Alphabet {
    Upper,
    Lower,
    Hex,
    Word,
    /// Word, `-` and `_`.
    Url,
    /// Url, `.`, `+`, `/`, `=` and what vendors join parts with.
    Any,
}

struct Format {
    prefix: &'static str,
    alphabet: Alphabet,
    /// Least and greatest number of characters after the prefix.
    length: (u16, u16),
    kind: CredentialKind,
}

const fn format(
    prefix: &'static str,
    alphabet: Alphabet,
    least: u16,
    most: u16,
    kind: CredentialKind,
) -> Format {
    Format { prefix, alphabet, length: (least, most), kind }
}

use Alphabet::{Any, Hex, Lower, Upper, Url, Word};

/// Sorted by prefix. Sources: the vendors' documentation of their token formats.
#[rustfmt::skip]
const FORMATS: [Format; 126] = [
    format("ABIA", Upper, 16, 16, Cloud),
    format("ACCA", Upper, 16, 16, Cloud),
    format("AIza", Url, 35, 35, Cloud),
    format("AKCp", Word, 10, 90, PackageRegistry),
    format("AKIA", Upper, 16, 16, Cloud),
    format("AKID", Word, 32, 32, Cloud),
    format("AQVN", Url, 35, 40, Cloud),
    format("ASIA", Upper, 16, 16, Cloud),
    format("ATATT3", Any, 60, 250, CodeForge),
    format("ATBB", Word, 32, 32, CodeForge),
    format("ATCTT3", Any, 60, 250, CodeForge),
    format("CCIPAT_", Any, 40, 90, CodeForge),
    format("CLOJARS_", Lower, 60, 60, PackageRegistry),
    format("EAAA", Url, 60, 60, Payment),
    format("FLWSECK-", Any, 30, 60, Payment),
    format("FlyV1 ", Any, 40, 2000, Cloud),
    format("GOCSPX-", Url, 28, 28, Cloud),
    format("GR1348941", Url, 20, 20, CodeForge),
    format("HRKU-", Url, 30, 70, Cloud),
    format("LTAI", Word, 12, 24, Cloud),
    format("NRAK-", Upper, 27, 27, Observability),
    format("NRII-", Url, 32, 32, Observability),
    format("PMAK-", Any, 59, 59, Other),
    format("SG.", Any, 60, 70, Mail),
    format("SK", Hex, 32, 32, Chat),
    format("access-production-", Hex, 36, 36, Payment),
    format("access_token$production$", Any, 40, 60, Payment),
    format("apify_api_", Word, 30, 50, Other),
    format("bkua_", Hex, 40, 40, CodeForge),
    format("cio", Word, 32, 32, PackageRegistry),
    format("claim-", Url, 20, 20, Other),
    format("cmVmdGtuO", Any, 40, 90, PackageRegistry),
    format("dapi", Hex, 32, 34, Cloud),
    format("dckr_oat_", Url, 27, 40, PackageRegistry),
    format("dckr_pat_", Url, 27, 40, PackageRegistry),
    format("doo_v1_", Hex, 64, 64, Cloud),
    format("dop_v1_", Hex, 64, 64, Cloud),
    format("dor_v1_", Hex, 64, 64, Cloud),
    format("dp.pt.", Word, 40, 44, Other),
    format("dp.st.", Any, 40, 80, Other),
    format("dt0c01.", Any, 80, 100, Observability),
    format("dt0s01.", Any, 70, 100, Observability),
    format("figd_", Url, 40, 60, Other),
    format("fio-u-", Any, 60, 70, Other),
    format("fm1_", Any, 40, 2000, Cloud),
    format("fm2_", Any, 40, 2000, Cloud),
    format("fo1_", Any, 40, 60, Cloud),
    format("gho_", Word, 36, 255, CodeForge),
    format("ghp_", Word, 36, 255, CodeForge),
    format("ghr_", Word, 36, 255, CodeForge),
    format("ghs_", Word, 36, 255, CodeForge),
    format("ghu_", Word, 36, 255, CodeForge),
    format("github_pat_", Url, 60, 100, CodeForge),
    format("glagent-", Url, 50, 60, CodeForge),
    format("glc_", Any, 32, 400, Observability),
    format("glcbt-", Any, 20, 60, CodeForge),
    format("gldt-", Any, 20, 60, CodeForge),
    format("glft-", Any, 20, 60, CodeForge),
    format("glimt-", Any, 20, 60, CodeForge),
    format("gloas-", Any, 20, 80, CodeForge),
    format("glpat-", Any, 20, 320, CodeForge),
    format("glptt-", Any, 20, 60, CodeForge),
    format("glrt-", Any, 20, 320, CodeForge),
    format("glsa_", Url, 41, 41, Observability),
    format("glsoat-", Any, 20, 60, CodeForge),
    format("gsk_", Word, 40, 60, Other),
    format("hcaik_", Word, 50, 70, Observability),
    format("hf_", Word, 34, 40, Other),
    format("hvb.", Any, 60, 400, Other),
    format("hvr.", Any, 24, 400, Other),
    format("hvs.", Any, 24, 400, Other),
    format("key-", Hex, 32, 32, Mail),
    format("lin_api_", Word, 32, 48, Other),
    format("live_", Word, 30, 30, Payment),
    format("lsv2_pt_", Any, 40, 50, Other),
    format("mlsn.", Hex, 64, 64, Mail),
    format("npm_", Word, 36, 36, PackageRegistry),
    format("ntn_", Word, 40, 60, Other),
    format("nvapi-", Url, 60, 72, Other),
    format("ops_eyJ", Any, 250, 3000, Other),
    format("oy2", Lower, 43, 43, PackageRegistry),
    format("pat", Any, 79, 79, Other),
    format("phx_", Word, 40, 60, Observability),
    format("pplx-", Word, 40, 60, Other),
    format("pscale_pw_", Any, 32, 64, Cloud),
    format("pscale_tkn_", Any, 32, 64, Cloud),
    format("pul-", Hex, 40, 40, Cloud),
    format("pypi-", Url, 85, 400, PackageRegistry),
    format("r8_", Word, 37, 40, Other),
    format("re_", Url, 30, 40, Mail),
    format("rk_live_", Word, 16, 250, Payment),
    format("rk_test_", Word, 16, 250, Other),
    format("rubygems_", Hex, 48, 48, PackageRegistry),
    format("rzp_live_", Word, 14, 14, Payment),
    format("s.", Word, 24, 24, Other),
    format("sb_secret_", Url, 20, 60, Cloud),
    format("sbp_", Hex, 40, 40, Cloud),
    format("secret_", Word, 43, 43, Other),
    format("sgp_", Url, 40, 80, CodeForge),
    format("shpat_", Hex, 32, 32, Payment),
    format("shpca_", Hex, 32, 32, Payment),
    format("shppa_", Hex, 32, 32, Payment),
    format("shpss_", Hex, 32, 32, Payment),
    format("sk-", Any, 32, 250, Other),
    format("sk_live_", Word, 16, 250, Payment),
    format("sk_test_", Word, 16, 250, Other),
    format("sl.", Any, 130, 1500, Other),
    format("sntrys_", Any, 60, 600, Observability),
    format("sntryu_", Hex, 64, 64, Observability),
    format("sq0atp-", Url, 22, 22, Payment),
    format("sq0csp-", Url, 43, 43, Payment),
    format("sqa_", Hex, 40, 40, CodeForge),
    format("sqp_", Hex, 40, 40, CodeForge),
    format("squ_", Hex, 40, 40, CodeForge),
    format("tskey-", Any, 20, 80, Other),
    format("tvly-", Url, 32, 60, Other),
    format("vercel_blob_rw_", Any, 40, 80, Cloud),
    format("whsec_", Any, 24, 90, Other),
    format("xaat-", Hex, 36, 36, Observability),
    format("xai-", Word, 60, 90, Other),
    format("xapp-", Any, 30, 200, Chat),
    format("xkeysib-", Any, 60, 90, Mail),
    format("xox", Any, 24, 250, Chat),
    format("xsmtpsib-", Any, 60, 90, Mail),
    format("ya29.", Any, 30, 1000, Cloud),
    format("zpka_", Any, 30, 80, Other),
];

/// By first byte: where its formats begin in the table, and how many there are.
const INDEX: [(u8, u8); 128] = index();

const fn index() -> [(u8, u8); 128] {
    let mut index = [(0, 0); 128];
    let mut place = 0;
    while place < FORMATS.len() {
        let first = FORMATS[place].prefix.as_bytes()[0] as usize;
        if index[first].1 == 0 {
            index[first].0 = place as u8;
        }
        index[first].1 += 1;
        place += 1;
    }
    index
}

pub(super) fn recognise(value: &str, shape: Shape) -> Option<CredentialKind> {
    let first = usize::from(value.as_bytes()[0]);
    let (start, count) = INDEX.get(first).copied()?;
    let candidates = &FORMATS[usize::from(start)..usize::from(start) + usize::from(count)];
    candidates.iter().find(|format| format.fits(value, shape)).map(|format| format.kind)
}

impl Format {
    fn fits(&self, value: &str, shape: Shape) -> bool {
        let Some(rest) = value.strip_prefix(self.prefix) else { return false };
        let length = u16::try_from(rest.len()).unwrap_or(u16::MAX);
        let fits = (self.length.0..=self.length.1).contains(&length);
        fits && rest.bytes().all(|byte| self.alphabet.has(byte)) && self.is_plausible(rest, shape)
    }

    /// Short prefixes are also words: then the rest must have the vendor's structure, or look made by a machine.
    fn is_plausible(&self, rest: &str, shape: Shape) -> bool {
        let is_mixed = shape.has_digit() && shape.has_upper() && shape.has_lower();
        let has_at = |place: usize, mark: u8| rest.as_bytes().get(place) == Some(&mark);
        match self.prefix {
            "SG." => rest.split_once('.').is_some_and(|(id, key)| id.len() >= 16 && key.len() >= 39),
            "cio" | "live_" | "s." | "sl." | "whsec_" | "xapp-" => is_mixed,
            "key-" | "oy2" | "claim-" | "tskey-" => shape.has_digit() && !rest.contains(".."),
            "pat" => has_at(14, b'.'),
            "pypi-" => rest.starts_with("AgEIcHlwaS5vcmc") || rest.starts_with("AgENdGVzdC5weXBpLm9yZ"),
            "re_" => is_mixed && has_at(8, b'_'),
            "sk-" => shape.has_digit() && rest.split('-').any(|part| part.len() >= 20),
            "xox" => {
                rest.starts_with(['a', 'b', 'c', 'd', 'e', 'o', 'p', 'r', 's'])
                    && (has_at(1, b'-') || has_at(1, b'.'))
            }
            _ => true,
        }
    }
}

impl Alphabet {
    const fn has(self, byte: u8) -> bool {
        match self {
            Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Lower => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
            Hex => byte.is_ascii_hexdigit() || byte == b'-',
            Word => byte.is_ascii_alphanumeric(),
            Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Any => {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b':' | b'~' | b'$' | b',')
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FORMATS.windows(2).all(|pair| pair[0].prefix < pair[1].prefix));
    }
}
