//! The rows of containers.

use posture::facts::{Runtime, Surroundings};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::slot::{News, Slot};
use super::write::column;
use crate::Result;
use crate::copy::Rows;

/// Bytes.
const USUAL_ROW: usize = 768;

pub(crate) async fn write(connection: &mut PgConnection, host: Uuid, slots: &[Slot]) -> Result<()> {
    let new: Vec<&Slot> = slots.iter().filter(|slot| slot.news == News::New).collect();
    if !new.is_empty() {
        insert(connection, host, &new).await?;
    }
    let changed: Vec<&Slot> = slots.iter().filter(|slot| slot.news == News::Changed).collect();
    if !changed.is_empty() {
        update(connection, host, &changed).await?;
    }
    let volatile: Vec<&Slot> = slots.iter().filter(|slot| slot.news == News::Volatile).collect();
    if volatile.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update containers set runtime = new.runtime
         from unnest($2::text[], $3::jsonb[]) as new (engine_id, runtime)
         where containers.host_id = $1 and containers.engine_id = new.engine_id",
        host,
        &column(&volatile, |slot| slot.engine_id.as_str()) as _,
        &column(&volatile, |slot| Json(&slot.runtime)) as &[Json<&Runtime>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert(connection: &mut PgConnection, host: Uuid, slots: &[&Slot]) -> Result<()> {
    let mut copy = Rows::with_capacity(slots.len() * USUAL_ROW);
    for slot in slots {
        copy.row().uuid(host).text(&slot.engine_id).uuid(slot.workload).text(&slot.name);
        copy.bytes(&slot.facts_hash).maybe(slot.image_hash, |copy, hash| copy.bytes(&hash));
        copy.text(&slot.image).text(&slot.image_id).bytes(&slot.outcome_hash());
        copy.json(&slot.runtime)?.json(&slot.surroundings)?.maybe(slot.due_at, Rows::time);
    }
    let into = "containers (host_id, engine_id, workload_id, name, facts_hash, image_hash, image, image_id, \
                outcome_hash, runtime, surroundings, due_at)";
    copy.copy(connection, into).await
}

async fn update(connection: &mut PgConnection, host: Uuid, slots: &[&Slot]) -> Result<()> {
    sqlx::query!(
        "update containers set
             workload_id = new.workload_id, name = new.name, facts_hash = new.facts_hash,
             image_hash = new.image_hash, image = new.image, image_id = new.image_id,
             outcome_hash = new.outcome_hash, runtime = new.runtime, surroundings = new.surroundings,
             due_at = new.due_at
         from unnest($2::text[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[], $7::text[], $8::text[],
             $9::bytea[], $10::jsonb[], $11::jsonb[], $12::timestamptz[])
             as new (engine_id, workload_id, name, facts_hash, image_hash, image, image_id, outcome_hash, runtime,
                 surroundings, due_at)
         where containers.host_id = $1 and containers.engine_id = new.engine_id",
        host,
        &column(slots, |slot| slot.engine_id.as_str()) as _,
        &column(slots, |slot| slot.workload),
        &column(slots, |slot| slot.name.as_str()) as _,
        &column(slots, |slot| slot.facts_hash) as _,
        &column(slots, |slot| slot.image_hash) as _,
        &column(slots, |slot| slot.image.as_str()) as _,
        &column(slots, |slot| slot.image_id.as_str()) as _,
        &column(slots, |slot| slot.outcome_hash()) as _,
        &column(slots, |slot| Json(&slot.runtime)) as &[Json<&Runtime>],
        &column(slots, |slot| Json(&slot.surroundings)) as &[Json<&Surroundings>],
        &column(slots, |slot| slot.due_at) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Containers that a complete scan did not list.
pub(crate) async fn delete(connection: &mut PgConnection, host: Uuid, engine_ids: &[String]) -> Result<()> {
    if engine_ids.is_empty() {
        return Ok(());
    }
    sqlx::query!("delete from containers where host_id = $1 and engine_id = any($2)", host, engine_ids)
        .execute(connection)
        .await?;
    Ok(())
}
