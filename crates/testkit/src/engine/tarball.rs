/// A root file system in the ustar format: `/bin/busybox`, with links for the commands tests use.
pub(super) fn of_busybox(busybox: &[u8]) -> Vec<u8> {
    let mut archive = Vec::with_capacity(busybox.len() + 16 * BLOCK);
    entry(&mut archive, "bin/", b'5', "", &[]);
    entry(&mut archive, "bin/busybox", b'0', "", busybox);
    for command in ["sh", "sleep", "true"] {
        entry(&mut archive, &format!("bin/{command}"), b'2', "busybox", &[]);
    }
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

const BLOCK: usize = 512;

fn entry(archive: &mut Vec<u8>, name: &str, kind: u8, link: &str, content: &[u8]) {
    let mut header = [0_u8; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000755\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", content.len()).as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(157, link.as_bytes());
    put(257, b"ustar\x0000");
    let checksum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{checksum:06o}\0 ").as_bytes());
    archive.extend_from_slice(&header);
    archive.extend_from_slice(content);
    archive.resize(archive.len().next_multiple_of(BLOCK), 0);
}
