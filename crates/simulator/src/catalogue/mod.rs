//! Containers and images as they are met in the field: careful ones, careless ones, and everything between.

mod image;
mod service;

pub use image::image;
pub use service::{
    ci_runner, cron_job, database, hardened_api, kubernetes_pod, log_shipper, monitoring_agent,
    node_exporter, plain_nginx, proxy_with_socket, queue, redis, swarm_service,
};

use crate::{Chance, Spec};

/// Name and configuration of every container of one host.
pub fn host(chance: &mut Chance) -> Vec<(String, Spec)> {
    let project = chance.pick(&["shop", "billing", "search", "intranet", "media"]).to_string();
    let mut services =
        vec![node_exporter(), database(&project, chance), redis(&project), plain_nginx(&project)];
    let apis = 1 + chance.below(4);
    services.extend((1..=apis).map(|number| hardened_api(&project, number)));
    if chance.one_in(2) {
        services.push(proxy_with_socket(chance));
    }
    if chance.one_in(3) {
        services.push(ci_runner(chance));
    }
    if chance.one_in(3) {
        services.push(monitoring_agent(chance));
    }
    if chance.one_in(2) {
        services.push(log_shipper());
    }
    if chance.one_in(3) {
        services.push(queue(&project));
    }
    if chance.one_in(4) {
        services.push(cron_job(chance));
    }
    if chance.one_in(4) {
        services.push(kubernetes_pod(chance));
    }
    if chance.one_in(4) {
        services.push(swarm_service(chance));
    }
    services
}
