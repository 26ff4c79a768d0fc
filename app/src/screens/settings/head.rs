use fleet::Role;
use fleet::access::Permission;
use leptos::prelude::*;
use leptos_meta::Title;

/// A part of the settings, with its place among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Users,
    Tokens,
    Webhooks,
    /// Stands with the reports themselves.
    ReportSchedule,
    Audit,
    About,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::Users, Self::Tokens, Self::Webhooks, Self::ReportSchedule, Self::Audit, Self::About];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Tokens => "API tokens",
            Self::Webhooks => "Webhooks",
            Self::ReportSchedule => "Report schedule",
            Self::Audit => "Audit log",
            Self::About => "About",
        }
    }

    pub const fn path(self) -> &'static str {
        match self {
            Self::Users => "/settings/users",
            Self::Tokens => "/settings/tokens",
            Self::Webhooks => "/settings/webhooks",
            Self::ReportSchedule => "/reports#schedule",
            Self::Audit => "/settings/audit",
            Self::About => "/settings/about",
        }
    }

    /// The way back from one of its things.
    pub fn link(self) -> (String, &'static str) {
        (self.path().to_owned(), self.title())
    }

    const fn needs(self) -> Permission {
        match self {
            Self::Users => Permission::ManageUsers,
            Self::Tokens => Permission::ManageTokens,
            Self::Webhooks => Permission::ManageWebhooks,
            Self::ReportSchedule => Permission::ManageReports,
            Self::Audit => Permission::ReadAudit,
            Self::About => Permission::Read,
        }
    }

    /// What somebody of this role may see.
    pub fn open_to(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |part| role >= part.needs().least_role())
    }
}

/// Title of a part, and the way to the others; what can be done stands at the right.
#[component]
pub fn PartHead(part: Part, role: Role, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let parts: Vec<Part> = Part::open_to(role).collect();
    let ways = (parts.len() > 1).then(|| {
        view! {
            <nav class="views mb-6" aria-label="Settings">
                {parts
                    .into_iter()
                    .map(|other| {
                        view! {
                            <a href=other.path() aria-current=(other == part).then_some("page")>
                                {other.title()}
                            </a>
                        }
                    })
                    .collect_view()}
            </nav>
        }
    });
    view! {
        <Title text=part.title()/>
        <div class="head">
            <div>
                <h1>{part.title()}</h1>
            </div>
            <span class="sp"></span>
            {children.map(|children| children())}
        </div>
        {ways}
    }
    .into_any()
}
