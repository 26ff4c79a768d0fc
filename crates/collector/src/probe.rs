use fleet::Endpoint;
use fleet::scan::ScanError;
use futures::TryFutureExt;
use posture::facts::EngineKind;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::question::Question;
use crate::{Settings, words};

/// What a connection test shows: that an engine answers, and which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// `Docker 29.0.1 on Debian GNU/Linux 12 (bookworm)`.
    pub engine: String,
    /// The machine's name as the engine gives it.
    pub name: String,
    pub containers: u32,
}

/// Asks an engine who it is and how many containers it has; everything a scan cannot do without.
///
/// # Errors
/// As [`crate::collect`].
pub async fn probe(endpoint: &Endpoint, settings: &Settings) -> Result<Probe, ScanError> {
    let asked = ask(endpoint, settings).map_err(|failure| failure.of_scan(endpoint));
    crate::within(settings.scan_timeout, endpoint, asked).await
}

async fn ask(endpoint: &Endpoint, settings: &Settings) -> Result<Probe, Failure> {
    let engine = Engine::connect(endpoint, settings).await?;
    engine.ask(Question::Ping).await?;
    let containers = intake::engine::read_list(&engine.ask(Question::Containers).await?)?;
    let info = engine.ask(Question::Info).await?;
    let host = intake::engine::read_host(Some(&info), &engine.version_answer, None)?;
    let kind = match host.engine {
        EngineKind::Docker => "Docker",
        EngineKind::Podman => "Podman",
    };
    Ok(Probe {
        engine: words::plain(&format!("{kind} {} on {}", host.engine_version, host.os)),
        name: host.name,
        containers: u32::try_from(containers.len()).unwrap_or(u32::MAX),
    })
}
