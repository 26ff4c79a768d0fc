use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::fix::{FixText, WorkloadFix, WorkloadFixes};
use fleet::{Actor, WorkloadId};
use posture::Subject;
use posture::facts::{Container, Host, Image, Runtime, Surroundings};
use posture::fix::{Facts, Format, Group, Step, plan, render};
use sqlx::types::Json;

use super::detail::accepted;
use crate::{Result, Store};

/// Further fixes are small change.
const MOST_STEPS: usize = 12;

/// What the current posture of a workload was made of.
struct Basis {
    policy_version: i32,
    container: Json<Container>,
    image: Option<Json<Image>>,
    host: Json<Host>,
    runtime: Option<Json<Runtime>>,
    surroundings: Option<Json<Surroundings>>,
}

impl Store {
    /// What mends a workload, measured by the policy of its posture and the risks that are accepted now.
    pub async fn workload_fixes(
        &self,
        actor: &Actor,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadFixes>> {
        actor.require(Permission::Read)?;
        let Some(row) = self.workload_row(id, now).await? else { return Ok(None) };
        let basis = self.basis(id).await?;
        let policy = self.policy(basis.policy_version).await?;
        let accepted = accepted(&self.present_findings(id, now).await?);
        let (runtime, surroundings) = (
            basis.runtime.map(|Json(runtime)| runtime).unwrap_or_default(),
            basis.surroundings.map(|Json(surroundings)| surroundings).unwrap_or_default(),
        );
        let subject = Subject {
            container: &basis.container,
            runtime: &runtime,
            image: basis.image.as_deref(),
            host: &basis.host,
            surroundings: &surroundings,
        };
        let group = Group { subject, accepted: &accepted, workloads: 1 };
        let plan = plan(&[group], &policy, now, MOST_STEPS);
        let mut fixes = WorkloadFixes {
            score: plan.score,
            grade: plan.steps.first().map_or(row.grade, |first| first.grade_before),
            steps: Vec::with_capacity(plan.steps.len()),
            together: Vec::new(),
        };
        let before = Facts::from(subject);
        let mut facts = before.clone();
        for step in plan.steps {
            let changed = step.fix.change.apply(&facts);
            fixes.steps.push(fix(step, texts(&facts, &changed, &row.name)));
            facts = changed;
        }
        fixes.together = texts(&before, &facts, &row.name);
        Ok(Some(fixes))
    }

    async fn basis(&self, id: WorkloadId) -> Result<Basis> {
        let basis = sqlx::query_as!(
            Basis,
            r#"select w.policy_version, f.body as "container: Json<Container>", i.body as "image?: Json<Image>",
                   h.body as "host: Json<Host>", c.runtime as "runtime?: Json<Runtime>",
                   c.surroundings as "surroundings?: Json<Surroundings>"
               from workloads w
                   join facts f on f.hash = w.facts_hash
                   join facts h on h.hash = w.host_hash
                   left join facts i on i.hash = w.image_hash
                   left join lateral (select runtime, surroundings from containers where workload_id = w.id
                       order by facts_hash <> w.facts_hash, engine_id limit 1) c on true
               where w.id = $1"#,
            id.0
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(basis)
    }
}

fn fix(step: Step, texts: Vec<FixText>) -> WorkloadFix {
    let Step { fix, score_before, grade_before, .. } = step;
    WorkloadFix {
        title: fix.title,
        effort: fix.effort,
        closes: fix.closes,
        breakage: fix.breakage,
        score_before,
        grade_before,
        after: fix.after,
        texts,
    }
}

fn texts(before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Vec<FixText> {
    let text = |format| Some(FixText { format, snippet: render(format, before, after, name)? });
    Format::ALL.into_iter().filter_map(text).collect()
}
