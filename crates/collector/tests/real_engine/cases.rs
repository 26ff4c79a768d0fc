//! Containers, and what scoring.md says of each. The expectations were written before the first run.

use serde_json::{Value, json};
use testkit::engine::IMAGE;

pub struct Case {
    pub name: &'static str,
    /// Body of the engine's `/containers/create`.
    pub options: Value,
    /// Running containers have no network; others are on the default bridge.
    pub runs: bool,
    /// Of [`PLAIN`], what is not found.
    pub without: &'static [&'static str],
    /// What is found beyond [`PLAIN`], as `RULE severity subject`.
    pub with: Vec<&'static str>,
}

/// A container of which nothing was said, on the default bridge.
pub const PLAIN: [&str; 13] = [
    "IMG-002 low",
    "IMG-004 low",
    "IMG-009 low",
    "CAP-003 medium",
    "CAP-004 low",
    "CAP-005 medium",
    "CAP-006 medium",
    "CAP-018 low",
    "CAP-019 low",
    "CAP-020 low",
    "CAP-024 low",
    "CAP-027 info",
    "MNT-007 medium",
];

/// Everything of [`PLAIN`] that a container's own flags can mend.
const MENDED: &[&str] = &[
    "IMG-009 low",
    "CAP-003 medium",
    "CAP-004 low",
    "CAP-005 medium",
    "CAP-006 medium",
    "CAP-018 low",
    "CAP-019 low",
    "CAP-020 low",
    "CAP-024 low",
    "MNT-007 medium",
];

/// Image with a token of its own, see [`baked_token`].
pub const BAKED: &str = "baked:1";

/// Image of which the tag is given to a newer one after the container was created.
pub const MOVING: &str = "moving:1";

fn created(name: &'static str, options: Value) -> Case {
    Case { name, options, runs: false, without: &[], with: Vec::new() }
}

impl Case {
    fn running(mut self) -> Self {
        self.runs = true;
        self
    }

    fn finds(mut self, with: &[&'static str]) -> Self {
        self.with = with.to_vec();
        self
    }

    fn but_not(mut self, without: &'static [&'static str]) -> Self {
        self.without = without;
        self
    }
}

fn hardened(more: &[(&str, Value)]) -> Value {
    let mut host = json!({
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges"],
        "ReadonlyRootfs": true,
        "Memory": 64 << 20,
        "NanoCpus": 500_000_000,
        "PidsLimit": 50,
        "NetworkMode": "none",
    });
    for (key, value) in more {
        host[*key] = value.clone();
    }
    json!({ "User": "1000:1000", "Healthcheck": { "Test": ["CMD", "/bin/true"] }, "HostConfig": host })
}

fn host(options: Value) -> Value {
    json!({ "HostConfig": options })
}

/// `confined`: the machine has AppArmor or SELinux.
pub fn all(confined: bool) -> Vec<Case> {
    [images(), privileges(confined), namespaces(), mounts(), network(), secrets()]
        .into_iter()
        .flatten()
        .collect()
}

fn images() -> Vec<Case> {
    vec![
        created("plain", json!({})),
        created("plain-running", json!({})).running().but_not(&["CAP-024 low"]),
        created("hardened", hardened(&[])).running().but_not(MENDED),
        created("latest", json!({ "Image": "plimsoll-test:latest" })).finds(&["IMG-001 medium"]),
        created("untagged", json!({ "Image": "plimsoll-test" })).finds(&["IMG-001 medium"]),
        created("careful-image", json!({ "Image": "careful:1" })).but_not(&["IMG-009 low", "CAP-005 medium"]),
        created("tag-moved", json!({ "Image": MOVING })).finds(&["STL-002 medium"]),
        created("root-by-number", json!({ "Image": "careful:1", "User": "0:0" })).but_not(&["IMG-009 low"]),
        created("explicit-image", json!({ "Image": IMAGE })),
    ]
}

fn privileges(confined: bool) -> Vec<Case> {
    let sys_admin = if confined { "CAP-002 high SYS_ADMIN" } else { "CAP-002 critical SYS_ADMIN" };
    vec![
        created("privileged", host(json!({ "Privileged": true }))).finds(&["CAP-001 critical"]),
        created("capabilities", host(json!({ "CapAdd": ["SYS_ADMIN", "CAP_NET_ADMIN"] })))
            .finds(&[sys_admin, "CAP-002 medium NET_ADMIN"]),
        created("sys-module", host(json!({ "CapAdd": ["sys_module"], "CapDrop": ["ALL"] })))
            .finds(&["CAP-002 critical SYS_MODULE"])
            .but_not(&["CAP-003 medium", "CAP-004 low"]),
        created("all-capabilities", host(json!({ "CapAdd": ["ALL"] }))).finds(&["CAP-002 critical ALL"]),
        created("one-capability", host(json!({ "CapDrop": ["ALL"], "CapAdd": ["NET_BIND_SERVICE"] })))
            .but_not(&["CAP-003 medium", "CAP-004 low"]),
        created("seccomp-off", host(json!({ "SecurityOpt": ["seccomp=unconfined"] })))
            .finds(&["CAP-007 high"]),
        created("paths-unmasked", host(json!({ "MaskedPaths": [], "ReadonlyPaths": [] })))
            .finds(&["CAP-016 high"]),
        created("no-new-privileges", host(json!({ "SecurityOpt": ["no-new-privileges:true"] })))
            .but_not(&["CAP-006 medium"]),
        created("devices", host(json!({ "Devices": [device("/dev/mem"), device("/dev/fuse")] })))
            .finds(&["CAP-015 critical /dev/mem", "CAP-015 medium /dev/fuse"]),
        created("groups", host(json!({ "GroupAdd": ["0", "docker", "audio"] })))
            .finds(&["CAP-029 medium 0", "CAP-029 medium docker"]),
        created("device-rule", host(json!({ "DeviceCgroupRules": ["b 8:* rwm", "c 10:200 rwm"] })))
            .finds(&["CAP-032 critical b 8:* rwm"]),
        created(
            "device-rule-without-mknod",
            host(json!({ "DeviceCgroupRules": ["a *:* rwm"], "CapDrop": ["ALL"] })),
        )
        .finds(&["CAP-032 medium a *:* rwm"])
        .but_not(&["CAP-003 medium", "CAP-004 low"]),
        created("cgroup-parent", host(json!({ "CgroupParent": "/custom" })))
            .finds(&["CAP-025 medium cgroup parent"]),
        created("ulimits", host(json!({ "Ulimits": [{ "Name": "nofile", "Soft": 1024, "Hard": 1024 }] })))
            .but_not(&["CAP-027 info"]),
        created("user-namespace-off", host(json!({ "UsernsMode": "host" }))).finds(&["CAP-014 medium"]),
    ]
}

fn device(path: &str) -> Value {
    json!({ "PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rwm" })
}

fn namespaces() -> Vec<Case> {
    vec![
        created(
            "host-namespaces",
            host(json!({ "PidMode": "host", "NetworkMode": "host", "IpcMode": "host", "UTSMode": "host" })),
        )
        .finds(&["CAP-010 high", "CAP-011 high", "CAP-012 medium", "CAP-013 medium"])
        .but_not(&["CAP-024 low"]),
        created(
            "joined-namespaces",
            host(json!({ "PidMode": "container:plain", "NetworkMode": "container:plain" })),
        )
        .finds(&["CAP-030 low pid", "CAP-030 low network"])
        .but_not(&["CAP-024 low"]),
        created("restarts-for-ever", host(json!({ "RestartPolicy": { "Name": "always" } })))
            .finds(&["CAP-021 low"]),
        created(
            "restarts-five-times",
            host(json!({ "RestartPolicy": { "Name": "on-failure", "MaximumRetryCount": 5 } })),
        ),
    ]
}

fn mounts() -> Vec<Case> {
    let binds = |binds: &[&str]| host(json!({ "Binds": binds }));
    vec![
        created("socket", binds(&["/var/run/docker.sock:/var/run/docker.sock"]))
            .finds(&["MNT-001 critical /var/run/docker.sock"]),
        created("hardened-with-socket", hardened(&[("Binds", json!(["/run/docker.sock:/s:ro"]))]))
            .finds(&["MNT-001 critical /s"])
            .but_not(MENDED),
        created("directory-of-sockets", binds(&["/var/run:/run-of-host"]))
            .finds(&["MNT-001 critical /run-of-host"]),
        created("host-root", binds(&["/:/host:ro"])).finds(&["MNT-002 critical /host"]),
        created(
            "sensitive-paths",
            binds(&["/etc:/config", "/var/log:/logs:ro", "/etc/localtime:/etc/localtime:ro"]),
        )
        .finds(&["MNT-003 high /config", "MNT-003 medium /logs"]),
        created("below-sensitive-paths", binds(&["/etc/nginx:/a", "/etc/nginx:/b:ro", "/home/ada/shop:/c"]))
            .finds(&["MNT-003 medium /a", "MNT-003 low /b", "MNT-003 low /c"]),
        created("keys", binds(&["/root/.ssh:/keys:ro"])).finds(&["MNT-005 high /keys"]),
        created("shared-propagation", binds(&["/srv/data:/data:rshared"])).finds(&["MNT-006 medium /data"]),
        created("harmless-mounts", binds(&["/srv/own:/data", "a-volume:/volume"])),
        created("writes-uploads", binds(&["uploads:/uploads"])).finds(&["MNT-008 low /uploads"]),
        created("writes-uploads-too", binds(&["uploads:/u", "other:/o"])).finds(&["MNT-008 low /u"]),
        created("reads-uploads", binds(&["uploads:/uploads:ro"])),
        created("volumes-from", host(json!({ "VolumesFrom": ["plain:ro"] }))).finds(&["MNT-009 low"]),
        created("kernel-control", binds(&["/proc/sys/kernel:/kernel", "/proc/sysrq-trigger:/x:ro"]))
            .finds(&["MNT-004 critical /kernel", "MNT-003 low /x"]),
        created("sockets-of-the-system", binds(&["/run/dbus:/dbus:ro", "/var/lib/lxcfs:/lxcfs"]))
            .finds(&["MNT-010 high /dbus", "MNT-011 high /lxcfs"]),
    ]
}

fn network() -> Vec<Case> {
    let everywhere = |port: &str| json!([{ "HostIp": "", "HostPort": port }]);
    let bindings = json!({
        "443/tcp": everywhere("443"),
        "5432/tcp": everywhere("5432"),
        "8080/tcp": [{ "HostIp": "0.0.0.0", "HostPort": "8080" }],
        "9000/tcp": [{ "HostIp": "127.0.0.1", "HostPort": "9000" }],
    });
    vec![
        created("ports", host(json!({ "PortBindings": bindings }))).finds(&[
            "CAP-022 low 443/tcp",
            "CAP-022 high 5432/tcp",
            "CAP-022 medium 8080/tcp",
            "CAP-023 low 443/tcp",
        ]),
        created("all-ports", host(json!({ "PublishAllPorts": true }))).finds(&["CAP-033 low"]),
    ]
}

fn secrets() -> Vec<Case> {
    // Put together here, so that no scanner takes this file for a leak.
    let code_forge = format!("GITHUB_TOKEN=ghp_{}", "16C7e42F292c6912E7710c838347Ae178B4a");
    let payment = format!("PAYMENT=sk_live_{}", "4eC39HqLyjWDarjtT1zdp7dc4eC39HqL");
    vec![
        created("default-password", json!({ "Env": ["POSTGRES_PASSWORD=postgres", "POSTGRES_USER=app"] }))
            .finds(&["SEC-004 high POSTGRES_PASSWORD"]),
        created("literal-password", json!({ "Env": ["DB_PASSWORD=gT7kQm2xVw9LsR4b"] }))
            .finds(&["SEC-002 medium DB_PASSWORD", "SEC-009 medium DB_PASSWORD"]),
        created("tokens", json!({ "Env": [code_forge, payment] }))
            .finds(&["SEC-001 critical GITHUB_TOKEN", "SEC-001 critical PAYMENT"]),
        created("url", json!({ "Env": ["DATABASE_URL=postgres://app:gT7kQm2xVw9LsR4b@db:5432/app"] }))
            .finds(&["SEC-003 high DATABASE_URL", "SEC-009 medium DATABASE_URL"]),
        created("command", json!({ "Cmd": ["redis-server", "--requirepass", "hV8lRn3yWx0MtS5d"] }))
            .finds(&["SEC-005 high command --requirepass"]),
        created(
            "health-check",
            json!({ "Healthcheck": { "Test": ["CMD-SHELL", "redis-cli -a jX9nTp5aZy2NvU7f ping"] } }),
        )
        .finds(&["SEC-005 high health check -a"])
        .but_not(&["IMG-009 low"]),
        created("label", json!({ "Labels": { "acme.api-token": "kY1oUq6bZa3PwV8g", "acme.team": "shop" } }))
            .finds(&["SEC-006 medium acme.api-token"]),
        created("baked", json!({ "Image": BAKED })).finds(&["SEC-007 high API_TOKEN"]),
        created("open-engine", json!({ "Env": ["DOCKER_HOST=tcp://docker:2375"] }))
            .finds(&["SEC-010 medium DOCKER_HOST"]),
        created("empty-password", json!({ "Env": ["MYSQL_ALLOW_EMPTY_PASSWORD=yes"] }))
            .finds(&["SEC-011 high MYSQL_ALLOW_EMPTY_PASSWORD"]),
        created("ssh-server", json!({ "Cmd": ["/usr/sbin/sshd", "-D"] })).finds(&["IMG-010 medium"]),
        created("good-practice", json!({ "Env": ["DB_PASSWORD_FILE=/run/secrets/db", "LANG=C.UTF-8"] })),
    ]
}

/// What the Dockerfile of [`BAKED`] says.
pub fn baked_token() -> String {
    format!("ENV API_TOKEN={}", "mA3qWs8dEf6TyH1u")
}
