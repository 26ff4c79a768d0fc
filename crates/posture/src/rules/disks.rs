//! Which device files give a disk of the host, by their names below `/dev`.

/// Counted in letters, then a partition: `sda`, `sdaa12`. The most letters that the kernel gives.
const LETTERED: [(&str, usize); 5] = [("sd", 3), ("hd", 1), ("vd", 2), ("xvd", 2), ("dasd", 4)];

/// Counted in numbers: `md127`, `nvme0n1p2`, `dm-0`.
const NUMBERED: [&str; 15] = [
    "nvme", "ng", "mmcblk", "dm-", "md", "md_d", "loop", "nbd", "rbd", "zd", "drbd", "bcache", "pmem", "sg",
    "mtdblock",
];

/// Directories and links of which every entry is a disk.
const DIRECTORIES: [&str; 5] = ["block", "bsg", "disk", "mapper", "zvol"];

/// Directories that hold other devices. One that is not listed is a volume group of LVM or a disk controller's.
const OF_OTHERS: [&str; 27] = [
    "accel",
    "bus",
    "char",
    "cpu",
    "dma_heap",
    "dri",
    "dvb",
    "fd",
    "gpio",
    "hugepages",
    "i2c",
    "infiniband",
    "input",
    "mali",
    "misc",
    "mqueue",
    "net",
    "nvidia-caps",
    "nvidia-caps-imex-channels",
    "pts",
    "serial",
    "shm",
    "snd",
    "usb",
    "v4l",
    "vboxusb",
    "vfio",
];

/// `name` without `/dev/`.
pub(super) fn is_disk(name: &str) -> bool {
    match name.split_once('/') {
        Some(("mapper", "control")) => false,
        Some((directory, rest)) => !rest.is_empty() && !OF_OTHERS.contains(&directory),
        None => is_single(name),
    }
}

fn is_single(name: &str) -> bool {
    let after = |prefix: &str| name.strip_prefix(prefix);
    name == "root"
        || DIRECTORIES.contains(&name)
        || LETTERED.iter().any(|(prefix, most)| after(prefix).is_some_and(|rest| is_lettered(rest, *most)))
        || NUMBERED.iter().any(|prefix| after(prefix).is_some_and(is_numbered))
}

/// Partitions count from 1: `sdr0` is a radio, `hdmi0` a screen.
fn is_lettered(rest: &str, most: usize) -> bool {
    let partition = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = rest.len() - partition.len();
    let is_partition = !partition.starts_with('0') && partition.bytes().all(|byte| byte.is_ascii_digit());
    (1..=most).contains(&letters) && is_partition
}

/// A number, then namespaces, partitions and areas, each with its own: `0n1p2`, `0boot1`, `0.1s`.
fn is_numbered(rest: &str) -> bool {
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    tail.len() < rest.len()
        && (matches!(tail, "" | "rpmb" | "s")
            || ["n", "p", "boot", "."].iter().any(|mark| tail.strip_prefix(mark).is_some_and(is_numbered)))
}
