use super::{Service, reset};
use crate::facts::Place;
use crate::fix::render::secret;
use crate::fix::render::yaml::scalar;

impl Service<'_> {
    pub(super) fn secrets(&mut self) {
        let (before, after) = (self.before, self.after);
        for variable in secret::gone(before, after) {
            self.removed.push(format!("environment: {}", scalar(&variable.name)));
            self.settings.put(&["environment", &variable.name], reset());
        }
        for file in secret::new_files(before, after) {
            if let Some(variable) = &file.variable {
                self.settings.put(&["environment", variable], file.path());
            }
            self.settings.push(&["secrets"], file.id.as_str());
            self.top.put(&["secrets", &file.id, "file"], format!("./{}.txt", file.id));
        }
        for (name, value) in secret::plain(before, after) {
            self.settings.put(&["environment", name], value);
        }
        for label in secret::moved(before, after).iter().filter(|one| one.place == Place::Label) {
            self.removed.push(format!("labels: {}", scalar(&label.name)));
            self.settings.put(&["labels", &label.name], reset());
        }
    }
}
