use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{Engine, Image, Spec, State};

/// What is done on a host at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub at: DateTime<Utc>,
    pub acts: Vec<Act>,
}

#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Starts a container; one of the same name is removed before.
    Run {
        name: String,
        spec: Box<Spec>,
        image: Arc<Image>,
    },
    Remove {
        name: String,
    },
    /// The image's tags point to it from now on; no container is started from it.
    Pull {
        image: Arc<Image>,
    },
    /// It ends and is started again, over and over.
    Falter {
        name: String,
    },
    KeepContainersAlive,
    ForgetInsecureRegistries,
}

impl Change {
    pub fn apply(&self, engine: &mut Engine) {
        engine.now = self.at;
        self.acts.iter().for_each(|act| act.apply(engine));
        engine.prune();
    }
}

impl Act {
    fn apply(&self, engine: &mut Engine) {
        match self {
            Self::Run { name, spec, image } => {
                engine.remove(name);
                engine.load(image);
                engine.run_from(name, Spec::clone(spec), &image.id);
            }
            Self::Remove { name } => engine.remove(name),
            Self::Pull { image } => engine.load(image),
            Self::Falter { name } => {
                if let Some(container) = engine.container_mut(name) {
                    container.state = State::Restarting;
                    container.restart_count = 7;
                }
            }
            Self::KeepContainersAlive => engine.live_restore = true,
            Self::ForgetInsecureRegistries => engine.insecure_registries.clear(),
        }
    }
}
