//! The catalogue: one file a rule. `docs/recipes/add-a-rule.md` says how to add one.

mod build;
mod case;
mod disclosures;
mod disks;
mod end_of_life;
mod enumeration;
mod known_escapes;
mod mounts;
mod rule;
mod variables;
mod version;
mod vulnerabilities;

mod cap_001_privileged;
mod cap_002_dangerous_capability;
mod cap_003_net_raw;
mod cap_004_default_capabilities;
mod cap_005_root_user;
mod cap_006_no_new_privileges;
mod cap_007_seccomp_unconfined;
mod cap_008_apparmor_unconfined;
mod cap_009_selinux_disabled;
mod cap_010_host_pid;
mod cap_011_host_network;
mod cap_012_host_ipc;
mod cap_013_host_uts;
mod cap_014_user_namespace_off;
mod cap_015_host_devices;
mod cap_016_unmasked_paths;
mod cap_017_unsafe_sysctl;
mod cap_018_memory_limit;
mod cap_019_cpu_limit;
mod cap_020_pids_limit;
mod cap_021_restart_policy;
mod cap_022_published_port;
mod cap_023_privileged_port;
mod cap_024_default_bridge;
mod cap_025_cgroup;
mod cap_026_exec;
mod cap_027_ulimits;
mod cap_028_writable_cgroups;
mod cap_029_supplementary_group;
mod cap_030_joined_namespace;
mod cap_031_oom_killer_off;
mod cap_032_device_rule;
mod cap_033_all_ports_published;
mod hst_001_open_engine_api;
mod hst_002_insecure_registry;
mod hst_003_inter_container_traffic;
mod hst_004_live_restore;
mod hst_005_user_namespaces;
mod hst_006_experimental;
mod hst_007_no_confinement;
mod hst_008_storage_driver;
mod hst_009_engine_end_of_life;
mod hst_010_cgroup_v1;
mod hst_011_swarm_unused;
mod hst_012_local_logs;
mod hst_013_userland_proxy;
mod hst_014_authorization_plugin;
mod hst_015_known_escape;
mod hst_016_seccomp_default;
mod hst_017_no_new_privileges_default;
mod hst_018_firewall_management;
mod hst_019_leftovers;
mod hst_020_log_level;
mod img_001_mutable_tag;
mod img_002_not_pinned;
mod img_003_untrusted_registry;
mod img_004_unknown_origin;
mod img_005_signature;
mod img_006_remote_add;
mod img_007_download_piped;
mod img_008_index_update_alone;
mod img_009_health_check;
mod img_010_ssh_server;
mod img_011_setuid_files;
mod img_012_vulnerabilities;
mod mnt_001_engine_socket;
mod mnt_002_host_root;
mod mnt_003_sensitive_path;
mod mnt_004_kernel_control;
mod mnt_005_credential_files;
mod mnt_006_propagation;
mod mnt_007_writable_root;
mod mnt_008_shared_mount;
mod mnt_009_volumes_from;
mod mnt_010_system_socket;
mod mnt_011_lxcfs;
mod mnt_012_volume_on_kernel;
mod sec_001_known_credential;
mod sec_002_secret_named_variable;
mod sec_003_credential_in_url;
mod sec_004_weak_password;
mod sec_005_credential_in_command;
mod sec_006_credential_in_label;
mod sec_007_baked_credential;
mod sec_008_credential_in_build;
mod sec_009_shared_secret;
mod sec_010_plain_engine_endpoint;
mod sec_011_empty_password;
mod sec_012_password_hash;
mod sec_013_high_entropy;
mod stl_001_image_age;
mod stl_002_tag_moved;
mod stl_003_newer_in_registry;
mod stl_004_os_end_of_life;
mod stl_005_long_running;
mod stl_006_unstable;
mod stl_007_fixable_vulnerabilities;
mod stl_008_changed_executable;
mod stl_009_image_gone;

pub use case::Case;
pub use mounts::JudgedMount;
pub use rule::{Aged, Check, Gap, Hit, References, Rule, Verdict};

pub(crate) use cap_007_seccomp_unconfined::is_off as is_seccomp_off;
pub(crate) use cap_015_host_devices::severity as device_severity;
pub(crate) use cap_032_device_rule::opens_disks;
pub(crate) use known_escapes::{ALL as KNOWN_ESCAPES, Standing};
pub(crate) use mounts::{is_or_below, judge_unfiltered};

/// Grows by one whenever any rule changes what it finds; every posture names the revision it was computed with.
pub const REVISION: u32 = 4;

/// Every rule, in the order of dimensions, then of ids.
pub const ALL: &[&Rule] = &[
    &img_001_mutable_tag::RULE,
    &img_002_not_pinned::RULE,
    &img_003_untrusted_registry::RULE,
    &img_004_unknown_origin::RULE,
    &img_005_signature::RULE,
    &img_006_remote_add::RULE,
    &img_007_download_piped::RULE,
    &img_008_index_update_alone::RULE,
    &img_009_health_check::RULE,
    &img_010_ssh_server::RULE,
    &img_011_setuid_files::RULE,
    &img_012_vulnerabilities::RULE,
    &cap_001_privileged::RULE,
    &cap_002_dangerous_capability::RULE,
    &cap_003_net_raw::RULE,
    &cap_004_default_capabilities::RULE,
    &cap_005_root_user::RULE,
    &cap_006_no_new_privileges::RULE,
    &cap_007_seccomp_unconfined::RULE,
    &cap_008_apparmor_unconfined::RULE,
    &cap_009_selinux_disabled::RULE,
    &cap_010_host_pid::RULE,
    &cap_011_host_network::RULE,
    &cap_012_host_ipc::RULE,
    &cap_013_host_uts::RULE,
    &cap_014_user_namespace_off::RULE,
    &cap_015_host_devices::RULE,
    &cap_016_unmasked_paths::RULE,
    &cap_017_unsafe_sysctl::RULE,
    &cap_018_memory_limit::RULE,
    &cap_019_cpu_limit::RULE,
    &cap_020_pids_limit::RULE,
    &cap_021_restart_policy::RULE,
    &cap_022_published_port::RULE,
    &cap_023_privileged_port::RULE,
    &cap_024_default_bridge::RULE,
    &cap_025_cgroup::RULE,
    &cap_026_exec::RULE,
    &cap_027_ulimits::RULE,
    &cap_028_writable_cgroups::RULE,
    &cap_029_supplementary_group::RULE,
    &cap_030_joined_namespace::RULE,
    &cap_031_oom_killer_off::RULE,
    &cap_032_device_rule::RULE,
    &cap_033_all_ports_published::RULE,
    &mnt_001_engine_socket::RULE,
    &mnt_002_host_root::RULE,
    &mnt_003_sensitive_path::RULE,
    &mnt_004_kernel_control::RULE,
    &mnt_005_credential_files::RULE,
    &mnt_006_propagation::RULE,
    &mnt_007_writable_root::RULE,
    &mnt_008_shared_mount::RULE,
    &mnt_009_volumes_from::RULE,
    &mnt_010_system_socket::RULE,
    &mnt_011_lxcfs::RULE,
    &mnt_012_volume_on_kernel::RULE,
    &sec_001_known_credential::RULE,
    &sec_002_secret_named_variable::RULE,
    &sec_003_credential_in_url::RULE,
    &sec_004_weak_password::RULE,
    &sec_005_credential_in_command::RULE,
    &sec_006_credential_in_label::RULE,
    &sec_007_baked_credential::RULE,
    &sec_008_credential_in_build::RULE,
    &sec_009_shared_secret::RULE,
    &sec_010_plain_engine_endpoint::RULE,
    &sec_011_empty_password::RULE,
    &sec_012_password_hash::RULE,
    &sec_013_high_entropy::RULE,
    &stl_001_image_age::RULE,
    &stl_002_tag_moved::RULE,
    &stl_003_newer_in_registry::RULE,
    &stl_004_os_end_of_life::RULE,
    &stl_005_long_running::RULE,
    &stl_006_unstable::RULE,
    &stl_007_fixable_vulnerabilities::RULE,
    &stl_008_changed_executable::RULE,
    &stl_009_image_gone::RULE,
    &hst_001_open_engine_api::RULE,
    &hst_002_insecure_registry::RULE,
    &hst_003_inter_container_traffic::RULE,
    &hst_004_live_restore::RULE,
    &hst_005_user_namespaces::RULE,
    &hst_006_experimental::RULE,
    &hst_007_no_confinement::RULE,
    &hst_008_storage_driver::RULE,
    &hst_009_engine_end_of_life::RULE,
    &hst_010_cgroup_v1::RULE,
    &hst_011_swarm_unused::RULE,
    &hst_012_local_logs::RULE,
    &hst_013_userland_proxy::RULE,
    &hst_014_authorization_plugin::RULE,
    &hst_015_known_escape::RULE,
    &hst_016_seccomp_default::RULE,
    &hst_017_no_new_privileges_default::RULE,
    &hst_018_firewall_management::RULE,
    &hst_019_leftovers::RULE,
    &hst_020_log_level::RULE,
];

/// The rule with this id, such as `CAP-003`.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_well_formed() {
        let ids: BTreeSet<&str> = ALL.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), ALL.len());
        for rule in ALL {
            let (prefix, number) = rule.id.split_once('-').unwrap();
            let known = rule.dimension().is_some() || rule.rule_id().is_about_hosts();
            assert!(known && prefix.len() == 3 && number.len() == 3, "{}", rule.id);
        }
    }

    #[test]
    fn host_rules_judge_hosts_and_others_containers() {
        for rule in ALL {
            let judges_hosts = matches!(rule.check, Check::Host(_) | Check::AgingHost(_));
            assert_eq!(judges_hosts, rule.dimension().is_none(), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_says_why_and_what_to_do() {
        for rule in ALL {
            let sentences = [rule.rationale, rule.fix];
            assert!(sentences.iter().all(|text| text.ends_with('.') && text.len() > 20), "{}", rule.id);
            assert!(!rule.references.nist.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id() {
        assert_eq!(find("MNT-001").map(|rule| rule.title), Some("Engine socket mounted"));
        assert!(find("MNT-999").is_none());
    }
}
