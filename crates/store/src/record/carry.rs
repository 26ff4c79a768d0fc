//! What a partial scan could not read keeps its last known value.

use std::borrow::Cow;
use std::collections::HashMap;

use fleet::scan::MissingWhat;
use posture::facts::{Container, Host, Image};
use sqlx::PgConnection;

use super::incoming::Incoming;
use super::known::KnownContainer;
use super::locked::LockedHost;
use super::stored;
use crate::Result;
use crate::content::{Content, Hash};

/// Completes a scan from what is known; does nothing to one that missed nothing.
pub(super) async fn over(
    connection: &mut PgConnection,
    host: &LockedHost,
    known: &[KnownContainer],
    incoming: &mut Incoming<'_>,
) -> Result<()> {
    if incoming.is_complete() {
        return Ok(());
    }
    let (info, networks) = (incoming.misses(&MissingWhat::Info), incoming.misses(&MissingWhat::Networks));
    if let Some(hash) = host.facts_hash.filter(|_| info || networks) {
        let mut stored: HashMap<Hash, Host> = stored::facts(connection, &[hash]).await?;
        if let Some(before) = stored.remove(&hash) {
            host_facts(before, info, incoming)?;
        }
    }
    if incoming.misses(&MissingWhat::Volumes) {
        mounts(connection, known, incoming).await?;
    }
    surroundings(known, incoming);
    images(connection, known, incoming).await
}

fn host_facts(before: Host, info: bool, incoming: &mut Incoming<'_>) -> Result<()> {
    let host = incoming.host.to_mut();
    if info {
        *host = before;
    } else {
        host.default_bridge_icc = before.default_bridge_icc;
    }
    incoming.host_content = Content::of(host)?;
    Ok(())
}

/// Without the volumes it is not known which of them binds a host path; a container's mounts never change.
async fn mounts(
    connection: &mut PgConnection,
    known: &[KnownContainer],
    incoming: &mut Incoming<'_>,
) -> Result<()> {
    let hashes: Vec<Hash> = known.iter().map(|container| container.facts_hash).collect();
    let stored: HashMap<Hash, Container> = stored::facts(connection, &hashes).await?;
    let by_id: HashMap<&str, &KnownContainer> = by_engine_id(known);
    for container in &mut incoming.containers {
        let before = by_id.get(container.engine_id.as_str()).and_then(|known| stored.get(&known.facts_hash));
        let Some(before) = before.filter(|before| before.mounts != container.container.facts.mounts) else {
            continue;
        };
        let scanned = container.container.to_mut();
        scanned.facts.mounts.clone_from(&before.mounts);
        container.content = Content::of(&scanned.facts)?;
    }
    Ok(())
}

fn surroundings(known: &[KnownContainer], incoming: &mut Incoming<'_>) {
    let (tags, volumes) = (incoming.misses(&MissingWhat::Tags), incoming.misses(&MissingWhat::Volumes));
    let by_id = by_engine_id(known);
    for container in &mut incoming.containers {
        let Some(before) = by_id.get(container.engine_id.as_str()) else { continue };
        if tags {
            container.surroundings.tag_points_to.clone_from(&before.surroundings.tag_points_to);
            container.surroundings.tags_not_read = before.surroundings.tags_not_read;
        }
        if volumes {
            container.surroundings.volumes_not_read = before.surroundings.volumes_not_read;
        }
    }
}

async fn images(
    connection: &mut PgConnection,
    known: &[KnownContainer],
    incoming: &mut Incoming<'_>,
) -> Result<()> {
    let lost: HashMap<&str, Hash> = known
        .iter()
        .filter(|container| !incoming.images.contains_key(container.image_id.as_str()))
        .filter_map(|container| Some((container.image_id.as_str(), container.image_hash?)))
        .collect();
    let hashes: Vec<Hash> = lost.values().copied().collect();
    let stored: HashMap<Hash, Image> = stored::facts(connection, &hashes).await?;
    for (id, hash) in lost {
        if let Some(image) = stored.get(&hash) {
            let content = Content::of(image)?;
            incoming.images.insert(Cow::Owned(id.to_owned()), (Cow::Owned(image.clone()), content));
        }
    }
    Ok(())
}

fn by_engine_id(known: &[KnownContainer]) -> HashMap<&str, &KnownContainer> {
    known.iter().map(|container| (container.engine_id.as_str(), container)).collect()
}
