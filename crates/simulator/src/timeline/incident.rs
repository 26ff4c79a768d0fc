//! The one bad idea of the season: to get a batch job done, a container that may do everything goes into production
//! with a cloud key in its environment. Two days later it is undone.

use super::plan::Plan;
use crate::Spec;

const BEGINS_ON: i64 = 58;
const ENDS_ON: i64 = 60;

pub(super) fn happen(plan: &mut Plan<'_>, day: i64) {
    let place = plan.place;
    if place.team.name != "payments" || !place.is_production() || !place.name.ends_with("-1") {
        return;
    }
    let worker =
        plan.places(|running| running.service.project == "ledger" && running.service.name == "worker");
    let Some(worker) = worker.first().copied() else { return };
    match day {
        BEGINS_ON => {
            let key = plan.chance.cloud_key();
            let acts = plan.start_drifted(worker, |spec| take_everything(spec, key));
            // Until then nobody sets it right.
            plan.running[worker].drifted = false;
            let at = plan.moment(day, 18);
            plan.change(at, acts);
        }
        ENDS_ON => {
            let acts = plan.start(&[worker]);
            let at = plan.moment(day, 18);
            plan.change(at, acts);
        }
        _ => {}
    }
}

fn take_everything(spec: &mut Spec, key: [String; 2]) {
    spec.env.extend(key);
    spec.host.privileged = true;
    spec.host.binds.push("/var/run/docker.sock:/var/run/docker.sock".into());
    spec.host.cap_drop.clear();
    spec.host.security_opt.clear();
    spec.user = String::new();
}
