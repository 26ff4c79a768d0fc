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
            let id = format!("AKIA{}", plan.chance.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
            let key = plan.chance.text(letters, 40);
            let acts = plan.start_drifted(worker, |spec| take_everything(spec, &id, &key));
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

fn take_everything(spec: &mut Spec, id: &str, key: &str) {
    spec.env.extend([format!("AWS_ACCESS_KEY_ID={id}"), format!("AWS_SECRET_ACCESS_KEY={key}")]);
    spec.host.privileged = true;
    spec.host.binds.push("/var/run/docker.sock:/var/run/docker.sock".into());
    spec.host.cap_drop.clear();
    spec.host.security_opt.clear();
    spec.user = String::new();
}
