use posture::facts::BuildFlawKind::{self, DownloadPiped, IndexUpdateAlone, RemoteAdd, SshServer};

/// What the rules object to in one step of a build.
pub(super) fn kinds(instruction: &str, body: &str) -> Vec<BuildFlawKind> {
    let mut found = Vec::new();
    match instruction {
        "ADD" if adds_url(body) => found.push(RemoteAdd),
        "RUN" => {
            if pipelines(body).any(is_piped_download) || runs_download(body) {
                found.push(DownloadPiped);
            }
            if updates_alone(body) {
                found.push(IndexUpdateAlone);
            }
            if commands(body).any(installs_ssh) {
                found.push(SshServer);
            }
        }
        _ => {}
    }
    found
}

fn adds_url(body: &str) -> bool {
    let sources = body.split_whitespace().map(|word| word.trim_matches(['"', '[', ']', ',']));
    sources.take_while(|word| *word != "in").any(|word| {
        ["http://", "https://", "ftp://", "git@", "git://"].iter().any(|scheme| word.starts_with(scheme))
    })
}

/// What stands between `;`, `&&` and line ends; `||` is a pipe to nothing here.
fn pipelines(body: &str) -> impl Iterator<Item = &str> {
    body.split([';', '\n']).flat_map(|part| part.split("&&")).flat_map(|part| part.split("||"))
}

fn commands(body: &str) -> impl Iterator<Item = &str> {
    pipelines(body).flat_map(|pipeline| pipeline.split('|'))
}

/// `curl … | sh`, also with `tee` or `sudo` between.
fn is_piped_download(pipeline: &str) -> bool {
    let mut downloads = false;
    for command in pipeline.split('|') {
        if downloads && program(command).is_some_and(is_interpreter) {
            return true;
        }
        downloads |= program(command).is_some_and(is_downloader);
    }
    false
}

/// `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(wget …)"`.
fn runs_download(body: &str) -> bool {
    const DOWNLOADS: [&str; 6] = ["$(curl ", "$(wget ", "<(curl ", "<(wget ", "`curl ", "`wget "];
    DOWNLOADS
        .iter()
        .any(|download| body.match_indices(download).any(|(at, _)| ends_in_interpreter(&body[..at])))
}

/// Whether what comes next is run: no more than the last words are looked at.
fn ends_in_interpreter(before: &str) -> bool {
    const RUN: [&str; 9] = ["sh -c", "bash -c", "ash -c", "zsh -c", "eval", "bash", "sh", "source", "."];
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(32))..];
    let before = before.trim_end_matches(['"', '\'', ' ']);
    RUN.iter().any(|run| {
        let rest = before.strip_suffix(run);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '/', '\t', ';', '&', '\n', '(']))
    })
}

/// The first word that is a program: no assignment, no `sudo` and its like, no flag.
fn program(command: &str) -> Option<&str> {
    let words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'', '(', ')', '{', '}']));
    let names = words.map(|word| word.rsplit('/').next().unwrap_or(word));
    names.filter(|word| !word.is_empty() && !word.starts_with('-') && !word.contains('=')).find(|word| {
        !matches!(*word, "sudo" | "env" | "exec" | "command" | "time" | "!" | "if" | "then" | "do")
    })
}

fn is_downloader(program: &str) -> bool {
    matches!(program, "curl" | "wget" | "fetch" | "aria2c")
}

fn is_interpreter(program: &str) -> bool {
    const NAMES: [&str; 11] =
        ["sh", "bash", "ash", "dash", "zsh", "ksh", "python", "perl", "ruby", "node", "php"];
    NAMES.contains(&program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

fn updates_alone(body: &str) -> bool {
    let has = |wanted: fn(&str, &str) -> bool| {
        commands(body).any(|command| {
            let manager = program(command).unwrap_or_default();
            command.split_whitespace().any(|word| wanted(manager, word))
        })
    };
    has(is_index_update) && !has(is_install)
}

fn is_index_update(manager: &str, word: &str) -> bool {
    matches!(
        (manager, word),
        ("apt-get" | "apt" | "aptitude" | "apk" | "opkg", "update")
            | ("yum" | "dnf" | "microdnf", "makecache" | "check-update")
            | ("zypper", "refresh" | "ref")
            | ("pacman", "-Sy")
    )
}

fn is_install(manager: &str, word: &str) -> bool {
    let verbs = [
        "install",
        "reinstall",
        "add",
        "in",
        "upgrade",
        "dist-upgrade",
        "full-upgrade",
        "build-dep",
        "-S",
        "-Syu",
        "-Syyu",
        "groupinstall",
        "localinstall",
    ];
    let is_manager = matches!(
        manager,
        "apt-get"
            | "apt"
            | "aptitude"
            | "apk"
            | "opkg"
            | "yum"
            | "dnf"
            | "microdnf"
            | "zypper"
            | "pacman"
            | "gdebi"
    );
    is_manager && verbs.contains(&word)
}

/// `openssh` alone brings the server with Alpine's manager only.
fn installs_ssh(command: &str) -> bool {
    let manager = program(command).unwrap_or_default();
    let mut words = command.split_whitespace();
    let installs = words.clone().any(|word| is_install(manager, word));
    installs
        && words.any(|word| {
            let package = word.split(['=', '~', ':']).next().unwrap_or(word);
            matches!(package, "openssh-server" | "dropbear" | "tinysshd" | "dropbear-bin")
                || manager == "apk" && package == "openssh"
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn run(body: &str, expected: &[BuildFlawKind]) {
        assert_eq!(kinds("RUN", body), expected, "{body}");
    }

    #[test]
    fn adding_a_url_is_told_from_adding_files() {
        for body in [
            "https://example.net/x.tgz /tmp/",
            "[\"http://example.net/x\", \"/x\"]",
            "--chown=1 https://a.b /x",
        ] {
            assert_eq!(kinds("ADD", body), [RemoteAdd], "{body}");
        }
        for body in ["file:0f5a in /", "rootfs.tar.xz /", "http.conf /etc/", "file:1 in https:"] {
            assert_eq!(kinds("ADD", body), [], "{body}");
        }
    }

    #[test]
    fn a_download_into_a_shell_is_seen_in_all_its_forms() {
        for body in [
            "curl -fsSL https://get.example.net | sh",
            "curl https://sh.rustup.rs -sSf | sh -s -- -y",
            "wget -qO- https://example.net/x | bash -",
            "curl -s https://example.net | sudo -E bash -",
            "set -eux; curl https://example.net | tee x | /bin/bash",
            "apt-get update && apt-get install -y curl && curl -sL https://deb.example.net/setup | bash",
            "sh -c \"$(curl -fsSL https://example.net/x)\"",
            "bash <(curl -s https://example.net)",
            "curl https://example.net/x.py | python3",
            "eval \"$(wget -qO- https://example.net)\"",
        ] {
            run(body, &[DownloadPiped]);
        }
    }

    #[test]
    fn what_is_checked_unpacked_or_kept_first_is_no_such_download() {
        for body in [
            "curl -fsSL https://example.net/x.tgz | tar xz -C /opt",
            "curl -fsSL https://example.net/key.asc | gpg --dearmor -o /k.gpg",
            "curl -o x.sh https://example.net/x.sh && sha256sum -c x.sum && sh x.sh",
            "VERSION=$(curl -s https://example.net/v | jq -r .tag) && echo $VERSION",
            "wget -O x https://example.net/x || bash -c 'exit 1'",
            "cat install.sh | sh",
        ] {
            run(body, &[]);
        }
    }

    #[test]
    fn an_index_update_alone_is_seen_and_one_with_an_install_is_fine() {
        for body in [
            "apt-get update",
            "apt-get -y update && echo done",
            "apk update",
            "yum makecache",
            "sudo apt update",
        ] {
            run(body, &[IndexUpdateAlone]);
        }
        for body in [
            "apt-get update && apt-get install -y curl",
            "set -eux; apt-get update; apt-get install -y --no-install-recommends ca-certificates; rm -rf /var/lib/apt/lists/*",
            "apk add --no-cache curl",
            "apk update && apk add curl",
            "apt-get update && apt-get upgrade -y",
            "dnf install -y nginx",
            "pip install update",
            "npm update",
            "pacman -Syu --noconfirm git",
        ] {
            run(body, &[]);
        }
    }

    #[test]
    fn an_installed_ssh_server_is_told_from_a_client() {
        run("apt-get update && apt-get install -y openssh-server", &[SshServer]);
        run("apk add --no-cache openssh", &[SshServer]);
        run("apk add dropbear=2022.83", &[SshServer]);
        run("apt-get update && apt-get install -y openssh-client git", &[]);
        run("apk add --no-cache openssh-client", &[]);
        run("dnf install -y openssh", &[]);
        run("echo openssh-server", &[]);
    }
}
