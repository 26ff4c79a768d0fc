//! The one binary `plimsoll`: command line, configuration, HTTP and background jobs, as a library with a thin main.

pub mod postgres;
