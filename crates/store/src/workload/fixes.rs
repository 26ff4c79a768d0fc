use std::panic::resume_unwind;

use chrono::{DateTime, Utc};
use fleet::access::Permission;
use fleet::fix::{FixText, WorkloadFix, WorkloadFixes};
use fleet::workload::WorkloadRow;
use fleet::{Actor, WorkloadId};
use posture::facts::{Container, Host, Image, Runtime, Surroundings};
use posture::fix::{Facts, Format, Group, Step, plan, render};
use posture::{AcceptedSet, Policy, Subject};
use sqlx::types::Json;

use super::detail::accepted;
use crate::{Result, Store};

/// Further fixes are small change.
const MOST_STEPS: usize = 12;
/// Nobody mends more one by one, and each takes an evaluation.
const MOST_FINDINGS: i64 = 256;

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
    /// What mends a workload, measured by the policy of its posture and the risks that are accepted now; no steps for
    /// one with more than 256 findings. Of a workload that is absent, its neighbours are not known.
    pub async fn workload_fixes(
        &self,
        actor: &Actor,
        id: WorkloadId,
        now: DateTime<Utc>,
    ) -> Result<Option<WorkloadFixes>> {
        actor.require(Permission::Read)?;
        let Some(row) = self.workload_row(id, now).await? else { return Ok(None) };
        if row.counts.total() > MOST_FINDINGS {
            return Ok(Some(WorkloadFixes {
                score: row.score,
                grade: row.grade,
                steps: Vec::new(),
                together: Vec::new(),
            }));
        }
        let basis = self.basis(id).await?;
        let policy = self.policy(basis.policy_version).await?;
        let accepted = accepted(&self.present_findings(id, now).await?);
        let fixes = tokio::task::spawn_blocking(move || basis.fixes(&row, &policy, &accepted, now)).await;
        Ok(Some(fixes.unwrap_or_else(|panic| resume_unwind(panic.into_panic()))))
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
                       order by outcome_hash <> w.outcome_hash, facts_hash <> w.facts_hash, engine_id limit 1) c on true
               where w.id = $1"#,
            id.0
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(basis)
    }
}

impl Basis {
    fn fixes(
        self,
        row: &WorkloadRow,
        policy: &Policy,
        accepted: &AcceptedSet,
        now: DateTime<Utc>,
    ) -> WorkloadFixes {
        let (runtime, surroundings) = (
            self.runtime.map(|Json(runtime)| runtime).unwrap_or_default(),
            self.surroundings.map(|Json(surroundings)| surroundings).unwrap_or_default(),
        );
        let subject = Subject {
            container: &self.container,
            runtime: &runtime,
            image: self.image.as_deref(),
            host: &self.host,
            surroundings: &surroundings,
        };
        let group = Group { subject, accepted, workloads: 1 };
        let plan = plan(&[group], policy, now, MOST_STEPS);
        let grade = plan.steps.first().map_or(row.grade, |first| first.grade_before);
        let before = Facts::from(subject);
        let (mut facts, mut steps) = (before.clone(), Vec::with_capacity(plan.steps.len()));
        for step in plan.steps {
            let changed = step.fix.change.apply(&facts);
            steps.push(fix(step, texts(&facts, &changed, &row.name)));
            facts = changed;
        }
        WorkloadFixes { score: plan.score, grade, steps, together: texts(&before, &facts, &row.name) }
    }
}

fn fix(step: Step, texts: Vec<FixText>) -> WorkloadFix {
    let Step { fix, score_before, grade_before, complete_before, .. } = step;
    WorkloadFix {
        title: fix.title,
        effort: fix.effort,
        closes: fix.closes,
        breakage: fix.breakage,
        score_before,
        grade_before,
        complete_before,
        after: fix.after,
        texts,
    }
}

fn texts(before: &Facts<'_>, after: &Facts<'_>, name: &str) -> Vec<FixText> {
    let text = |format| Some(FixText { format, snippet: render(format, before, after, name)? });
    Format::ALL.into_iter().filter_map(text).collect()
}
