//! Just enough YAML to be written: block style, no anchors, nothing over several lines.

use crate::quote;

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Self>),
    /// In the order in which it is written.
    Map(Vec<(String, Self)>),
    /// `!override` or `!reset`.
    Tagged(&'static str, Box<Self>),
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u64> for Node {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Node {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl Node {
    pub const fn map() -> Self {
        Self::Map(Vec::new())
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Map(entries) if entries.is_empty())
    }

    /// Sets what stands at the end of the path; what is missing on the way becomes a map.
    pub fn put(&mut self, path: &[&str], value: impl Into<Self>) {
        *self.at(path) = value.into();
    }

    /// Adds to the list at the end of the path.
    pub fn push(&mut self, path: &[&str], item: impl Into<Self>) {
        let list = self.at(path);
        if !matches!(list, Self::List(_)) {
            *list = Self::List(Vec::new());
        }
        if let Self::List(items) = list {
            items.push(item.into());
        }
    }

    fn at(&mut self, path: &[&str]) -> &mut Self {
        let Some((key, rest)) = path.split_first() else { return self };
        if !matches!(self, Self::Map(_)) {
            *self = Self::map();
        }
        let Self::Map(entries) = self else { unreachable!("it was made a map") };
        let position = entries.iter().position(|(own, _)| own == key).unwrap_or_else(|| {
            entries.push(((*key).to_owned(), Self::Null));
            entries.len() - 1
        });
        entries[position].1.at(rest)
    }

    /// With a line feed at the end.
    pub fn text(&self) -> String {
        self.lines().into_iter().map(|line| line + "\n").collect()
    }

    fn lines(&self) -> Vec<String> {
        match self {
            Self::Map(entries) => entries.iter().flat_map(|(key, value)| entry(key, value)).collect(),
            Self::List(items) => items.iter().flat_map(item).collect(),
            Self::Tagged(_, value) => value.lines(),
            scalar => scalar.inline().into_iter().collect(),
        }
    }

    /// `None` for what takes lines of its own.
    fn inline(&self) -> Option<String> {
        Some(match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => scalar(text),
            Self::List(items) if items.is_empty() => "[]".to_owned(),
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Tagged(tag, value) => format!("!{tag} {}", value.inline()?),
            Self::List(_) | Self::Map(_) => return None,
        })
    }
}

fn entry(key: &str, value: &Node) -> Vec<String> {
    let key = scalar(key);
    if let Some(text) = value.inline() {
        return vec![format!("{key}: {text}")];
    }
    let head = match value {
        Node::Tagged(tag, _) => format!("{key}: !{tag}"),
        _ => format!("{key}:"),
    };
    [head].into_iter().chain(value.lines().into_iter().map(|line| format!("  {line}"))).collect()
}

fn item(value: &Node) -> Vec<String> {
    if let Some(text) = value.inline() {
        return vec![format!("- {text}")];
    }
    let mark = |(at, line): (usize, String)| if at == 0 { format!("- {line}") } else { format!("  {line}") };
    value.lines().into_iter().enumerate().map(mark).collect()
}

/// Without quotes only what no version of YAML takes for anything but text.
pub(super) fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    let starts_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '_');
    let means_more = WORDS.contains(&text.to_ascii_lowercase().as_str());
    if starts_plain && text.chars().all(is_plain) && !means_more {
        text.to_owned()
    } else {
        quote::double(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_maps_is_indented_below_its_key() {
        let mut root = Node::map();
        root.put(&["spec", "hostPID"], false);
        let mut mount = Node::map();
        mount.put(&["name"], "tmp");
        mount.put(&["mountPath"], "/tmp");
        root.push(&["spec", "mounts"], mount);
        let expected = "spec:\n  hostPID: false\n  mounts:\n    - name: tmp\n      mountPath: /tmp\n";
        assert_eq!(root.text(), expected);
    }

    #[test]
    fn a_tag_stands_before_what_it_is_about() {
        let mut root = Node::map();
        root.put(&["ports"], Node::Tagged("override", Box::new(vec!["127.0.0.1:80:80"].into())));
        root.put(&["pid"], Node::Tagged("reset", Box::new(Node::Null)));
        assert_eq!(root.text(), "ports: !override\n  - \"127.0.0.1:80:80\"\npid: !reset null\n");
    }

    #[test]
    fn what_could_be_a_number_or_a_switch_is_quoted() {
        let texts = ["Off", "1e3", "0x10", "12:30", "~", "", "- a", "a: b", "a #b", "null", ".inf", "web"];
        let written: Vec<String> = texts.iter().map(|text| scalar(text)).collect();
        assert_eq!(written[..11], texts[..11].iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>());
        assert_eq!(written[11], "web");
    }
}
