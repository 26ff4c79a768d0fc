use std::collections::BTreeMap;

use fleet::endpoint::EndpointError;
use fleet::host::NewHost;
use fleet::{Endpoint, Problem};

use super::Registration;

impl Registration {
    /// # Errors
    /// `Invalid`, naming the first field that cannot be read.
    pub fn parse(&self) -> Result<NewHost, Problem> {
        if self.name.trim().is_empty() {
            return Err(Problem::invalid("name", "a host needs a name"));
        }
        let wrong = |error: EndpointError| Problem::invalid("endpoint", error.to_string());
        Ok(NewHost {
            name: self.name.trim().to_owned(),
            endpoint: self.endpoint.parse::<Endpoint>().map_err(wrong)?,
            labels: parse_labels(&self.labels)?,
            scan_interval_s: self.scan_interval_s,
        })
    }
}

fn parse_labels(text: &str) -> Result<BTreeMap<String, String>, Problem> {
    text.split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or(("", ""));
            match key.trim() {
                "" => Err(Problem::invalid("labels", format!("{pair:?} is not key=value"))),
                key => Ok((key.to_owned(), value.trim().to_owned())),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, endpoint: &str, labels: &str) -> Result<String, String> {
        let registration = Registration {
            name: name.into(),
            endpoint: endpoint.into(),
            labels: labels.into(),
            scan_interval_s: 300,
        };
        registration
            .parse()
            .map(|host| format!("{} {} {:?}", host.name, host.endpoint, host.labels))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn what_is_well_formed_becomes_a_host() {
        assert_eq!(
            typed(" ber-1 ", "unix:///run/docker.sock", "env=prod, team = payments,"),
            Ok(r#"ber-1 unix:///run/docker.sock {"env": "prod", "team": "payments"}"#.into())
        );
    }

    #[test]
    fn what_is_not_is_named() {
        assert_eq!(typed("", "unix:///run/docker.sock", ""), Err("name: a host needs a name".into()));
        assert_eq!(
            typed("a", "docker", ""),
            Err("endpoint: an endpoint begins with unix:// or tcp://".into())
        );
        assert_eq!(typed("a", "unix:///s", "env"), Err(r#"labels: "env" is not key=value"#.into()));
        assert_eq!(typed("a", "unix:///s", "=x"), Err(r#"labels: "=x" is not key=value"#.into()));
    }
}
