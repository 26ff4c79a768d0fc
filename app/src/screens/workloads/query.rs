use fleet::Cursor;
use fleet::grades::Standing;
use fleet::workload::{Direction, WorkloadFilter, WorkloadSort};
use leptos_router::params::ParamsMap;
use posture::Dimension;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::href::{self, Query};
use crate::scope;

/// What the list shows, as it stands in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkloadQuery {
    pub filter: WorkloadFilter,
    pub sort: WorkloadSort,
    pub direction: Direction,
    pub after: Option<Cursor>,
    /// Counted from 1; only shown, the cursor decides.
    pub page: u32,
}

impl WorkloadQuery {
    /// Whatever the URL says that cannot be read is left out, a scope excepted.
    ///
    /// # Errors
    /// As [`scope::read`].
    pub fn read(params: &ParamsMap) -> Result<Self, Failure> {
        let text = |name| params.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let yes = |name| text(name).map(|value| value == "yes");
        Ok(Self {
            filter: WorkloadFilter {
                search: text("q"),
                grades: params
                    .get_all("grade")
                    .into_iter()
                    .flatten()
                    .filter_map(|g| g.parse().ok())
                    .collect(),
                scope: scope::read(params)?,
                rule: text("rule"),
                escape_path: yes("escape"),
                incomplete: yes("incomplete"),
                accepted: yes("accepted"),
                include_gone: yes("gone") == Some(true),
            },
            sort: text("sort").and_then(|sort| read_sort(&sort)).unwrap_or_default(),
            direction: if text("dir").as_deref() == Some("desc") {
                Direction::Descending
            } else {
                Direction::Ascending
            },
            after: text("after").map(Cursor),
            page: href::page(text("page").as_deref()),
        })
    }

    pub fn href(&self) -> String {
        self.query().on("/workloads")
    }

    pub fn query(&self) -> Query {
        let yes = |value: Option<bool>| value.map(|yes| if yes { "yes" } else { "no" });
        let filter = &self.filter;
        let query =
            filter.grades.iter().fold(Query::default().maybe("q", filter.search.as_ref()), |query, grade| {
                query.with("grade", grade)
            });
        query
            .scope(&filter.scope)
            .maybe("rule", filter.rule.as_ref())
            .maybe("escape", yes(filter.escape_path))
            .maybe("incomplete", yes(filter.incomplete))
            .maybe("accepted", yes(filter.accepted))
            .maybe("gone", filter.include_gone.then_some("yes"))
            .maybe("sort", (self.sort != WorkloadSort::default()).then(|| sort_name(self.sort)))
            .maybe("dir", (self.direction == Direction::Descending).then_some("desc"))
            .maybe("after", self.after.as_ref().map(|cursor| &cursor.0))
            .maybe("page", (self.page > 1).then_some(self.page))
    }

    /// By more than the scope.
    pub fn is_filtered(&self) -> bool {
        self.filter != WorkloadFilter { scope: self.filter.scope.clone(), ..WorkloadFilter::default() }
    }

    /// The same list from its beginning.
    pub fn first(&self) -> Self {
        Self { after: None, page: 1, ..self.clone() }
    }

    pub fn next(&self, cursor: Cursor) -> Self {
        Self { after: Some(cursor), page: self.page + 1, ..self.clone() }
    }

    /// Another filter, from the beginning.
    pub fn filtered(&self, change: impl FnOnce(&mut WorkloadFilter)) -> Self {
        let mut query = self.first();
        change(&mut query.filter);
        query
    }

    /// With this grade added or taken away.
    pub fn toggled(&self, grade: Standing) -> Self {
        self.filtered(|filter| match filter.grades.iter().position(|g| *g == grade) {
            Some(at) => {
                filter.grades.remove(at);
            }
            None => filter.grades.push(grade),
        })
    }

    /// Sorted by this column; a second time turns it round.
    pub fn sorted(&self, sort: WorkloadSort) -> Self {
        let direction = match (self.sort == sort, self.direction) {
            (true, Direction::Ascending) => Direction::Descending,
            _ => Direction::Ascending,
        };
        Self { sort, direction, ..self.first() }
    }
}

fn sort_name(sort: WorkloadSort) -> &'static str {
    match sort {
        WorkloadSort::Score => "score",
        WorkloadSort::Name => "name",
        WorkloadSort::Host => "host",
        WorkloadSort::Change => "change",
        WorkloadSort::FirstSeen => "first_seen",
        WorkloadSort::Dimension(dimension) => dimension.as_str(),
    }
}

fn read_sort(name: &str) -> Option<WorkloadSort> {
    let dimensions = Dimension::ALL.map(WorkloadSort::Dimension);
    [
        WorkloadSort::Score,
        WorkloadSort::Name,
        WorkloadSort::Host,
        WorkloadSort::Change,
        WorkloadSort::FirstSeen,
    ]
    .into_iter()
    .chain(dimensions)
    .find(|sort| sort_name(*sort) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> WorkloadQuery {
        let mut params = ParamsMap::new();
        for (name, value) in pairs {
            params.insert((*name).to_owned(), (*value).to_owned());
        }
        WorkloadQuery::read(&params).unwrap()
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        let query = read(&[
            ("q", "a&b=c"),
            ("grade", "F"),
            ("grade", "D"),
            ("escape", "yes"),
            ("sort", "mounts"),
            ("dir", "desc"),
        ]);
        assert_eq!(query.href(), "/workloads?q=a%26b%3Dc&grade=F&grade=D&escape=yes&sort=mounts&dir=desc");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(
            read(&[("grade", "Z"), ("sort", "luck"), ("page", "-1"), ("q", "  ")]).href(),
            "/workloads"
        );
    }

    #[test]
    fn a_new_filter_begins_at_the_first_page() {
        let far = read(&[("after", "abc"), ("page", "3")]);
        assert_eq!(far.toggled(Standing::A).href(), "/workloads?grade=A");
        assert_eq!(far.toggled(Standing::A).toggled(Standing::A).href(), "/workloads");
    }

    #[test]
    fn a_column_clicked_twice_turns_round() {
        let by_name = read(&[]).sorted(WorkloadSort::Name);
        assert_eq!(by_name.href(), "/workloads?sort=name");
        assert_eq!(by_name.sorted(WorkloadSort::Name).href(), "/workloads?sort=name&dir=desc");
    }
}
