//! How the embedded PostgreSQL is configured: on its command line, so that nothing in the data directory differs
//! from what this version of Plimsoll wants.

use std::ffi::OsString;
use std::path::Path;

const FIXED: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "cluster_name=plimsoll",
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
    // Short statements only: compiling them costs more than it saves.
    "jit=off",
    // A ring of seven files, one a day of the week, so that the log cannot fill the disk.
    "logging_collector=on",
    "log_directory=log",
    "log_filename=postgresql-%a.log",
    "log_rotation_age=1d",
    "log_rotation_size=0",
    "log_truncate_on_rotation=on",
    // Statement texts and parameters can carry names from containers.
    "log_min_error_statement=panic",
    "log_parameter_max_length_on_error=0",
];

/// Arguments for `postgres` to serve `data` on a socket in `socket_directory`.
pub fn arguments(data: &Path, socket_directory: &Path) -> Vec<OsString> {
    let mut socket = OsString::from("unix_socket_directories=");
    socket.push(socket_directory);
    let mut arguments = vec![OsString::from("-D"), data.into()];
    for setting in FIXED.iter().map(OsString::from).chain([socket]) {
        arguments.push("-c".into());
        arguments.push(setting);
    }
    arguments
}
