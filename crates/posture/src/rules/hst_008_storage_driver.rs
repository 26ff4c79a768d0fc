use super::rule::{Check, Hit, References, Rule, Verdict};
use crate::facts::Host;
use crate::{Policy, Severity};

pub const RULE: Rule = Rule {
    id: "HST-008",
    title: "Outdated storage driver",
    severity: Severity::Low,
    references: References { cis: &["2.6"], nist: &["3.5.2"], owasp: &["D02"], attack: &[] },
    rationale: "Current engines and kernels no longer carry these drivers: the host cannot be updated while it uses one.",
    fix: "Move to overlay2 or to containerd's own store, image by image.",
    check: Check::Host(check),
};

fn check(host: &Host, _: &Policy) -> Verdict {
    match host.storage_driver.as_str() {
        "" => Verdict::unknown("the storage driver", RULE.severity),
        driver @ ("aufs" | "devicemapper") => Verdict::fail(Hit::new(RULE.severity, driver)),
        _ => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sample, hardened_host};

    fn on(driver: &str) -> Sample {
        hardened_host().host(|h| h.storage_driver = driver.into())
    }

    #[test]
    fn aufs_and_devicemapper_are_low() {
        on("aufs").host_finds(&["HST-008 low"]);
        on("devicemapper").host_finds(&["HST-008 low"]);
    }

    #[test]
    fn current_drivers_are_fine() {
        for driver in ["overlay2", "overlayfs", "btrfs", "zfs", "vfs"] {
            on(driver).host_finds(&[]);
        }
    }

    #[test]
    fn an_engine_that_does_not_say_leaves_it_unknown() {
        on("").host_misses(&["HST-008 low"]);
    }
}
