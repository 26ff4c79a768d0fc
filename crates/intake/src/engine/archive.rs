use posture::facts::OsRelease;

use super::os_release::read_os_release;

const BLOCK: usize = 512;
/// Headers that say something about the next one; a hostile archive could go on for ever.
const MAX_HEADERS: usize = 8;

/// What an engine's archive of one file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Archived {
    Release(OsRelease),
    /// A link, which engines do not follow.
    Link,
    Nothing,
}

/// Reads `GET /containers/{id}/archive?path=/etc/os-release`: a tar archive of one entry.
pub fn read_archived_os_release(archive: &[u8]) -> Archived {
    let mut rest = archive;
    for _ in 0..MAX_HEADERS {
        let Some((header, body)) = rest.split_at_checked(BLOCK) else { return Archived::Nothing };
        let Some(size) = octal(&header[124..136]) else { return Archived::Nothing };
        let contents = &body[..size.min(body.len())];
        match header[156] {
            b'0' | 0 => return read_os_release(contents).map_or(Archived::Nothing, Archived::Release),
            b'1' | b'2' => return Archived::Link,
            b'x' | b'g' => rest = body.get(size.div_ceil(BLOCK) * BLOCK..).unwrap_or_default(),
            _ => return Archived::Nothing,
        }
    }
    Archived::Nothing
}

fn octal(field: &[u8]) -> Option<usize> {
    let text = str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if text.is_empty() { Some(0) } else { usize::from_str_radix(text, 8).ok().filter(|size| *size < 1 << 40) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: u8, contents: &str) -> Vec<u8> {
        let mut header = vec![0; BLOCK];
        header[..10].copy_from_slice(b"os-release");
        header[124..135].copy_from_slice(format!("{:011o}", contents.len()).as_bytes());
        header[156] = kind;
        header.extend_from_slice(contents.as_bytes());
        header.resize(header.len().div_ceil(BLOCK) * BLOCK, 0);
        header
    }

    fn alpine() -> Archived {
        Archived::Release(OsRelease { id: "alpine".into(), version: "3.20.3".into() })
    }

    #[test]
    fn a_file_is_read_also_behind_a_header_about_it() {
        let file = entry(b'0', "ID=alpine\nVERSION_ID=3.20.3\n");
        assert_eq!(read_archived_os_release(&file), alpine());
        let extended = [entry(b'x', "30 mtime=1700000000.123456789\n"), file].concat();
        assert_eq!(read_archived_os_release(&extended), alpine());
    }

    #[test]
    fn a_link_is_told_from_a_file() {
        assert_eq!(read_archived_os_release(&entry(b'2', "")), Archived::Link);
    }

    #[test]
    fn a_broken_or_hostile_archive_holds_nothing() {
        let mut lies = entry(b'0', "ID=x");
        lies[124..135].copy_from_slice(b"77777777777");
        assert_eq!(read_archived_os_release(&lies), Archived::Nothing);
        assert_eq!(read_archived_os_release(&lies[..300]), Archived::Nothing);
        assert_eq!(read_archived_os_release(&[0xff; 4096]), Archived::Nothing);
        assert_eq!(read_archived_os_release(&entry(b'x', "").repeat(1000)), Archived::Nothing);
    }
}
