use fleet::Actor;
use fleet::about::About;
use fleet::access::Permission;

use crate::{Result, Store};

impl Store {
    /// What runs here, and how its jobs went.
    pub async fn about(&self, actor: &Actor) -> Result<About> {
        actor.require(Permission::Read)?;
        let database = sqlx::query!(
            r#"select current_setting('server_version') as "version!",
                   (select max(version) from policies) as policy"#
        )
        .fetch_one(&self.pool)
        .await?;
        let built_in = posture::Policy::default().version;
        Ok(About {
            version: env!("CARGO_PKG_VERSION").into(),
            rules_revision: posture::rules::REVISION,
            policy_version: database.policy.map_or(built_in, i32::cast_unsigned),
            installation: self.installation().await?,
            // Distributions add their own in brackets.
            postgres_version: database.version.split(' ').next().unwrap_or_default().to_owned(),
            jobs: self.job_runs(actor).await?,
        })
    }
}
