use fleet::fix::{FixText, WorkloadFix, WorkloadFixes};
use leptos::prelude::*;
use posture::fix::{Breakage, Format, Snippet};

use crate::components::grade::Score;
use crate::components::icon::Icon;
use crate::components::section::Section;

/// What mends the workload, best first, as text to copy and with the score after each.
#[component]
pub fn Fixes(fixes: WorkloadFixes) -> impl IntoView {
    let WorkloadFixes { steps, together, .. } = fixes;
    (!steps.is_empty()).then(|| {
        let all = (steps.len() > 1).then(|| view! { <Together texts=together/> });
        view! {
            <Section id="fixes" title="Fixes" note="score after each, evaluated again on the changed facts">
                <ol class="fx">
                    {(1..).zip(steps).map(|(number, fix)| view! { <Fix number fix/> }).collect_view()}
                    {all}
                </ol>
            </Section>
        }
        .into_any()
    })
}

/// Where the fix of a number is, for links.
pub fn anchor(number: usize) -> String {
    format!("fix-{number}")
}

#[component]
fn Fix(number: usize, fix: WorkloadFix) -> impl IntoView {
    let closes = match fix.closes.len() {
        1 => "closes 1 finding".into(),
        count => format!("closes {count} findings"),
    };
    let held = match &fix.after.held_by {
        Some(rule) => format!("then held by {rule}"),
        None => "nothing left that counts".into(),
    };
    let id = anchor(number);
    let texts = (!fix.texts.is_empty()).then(|| view! { <Texts id=id.clone() texts=fix.texts/> });
    view! {
        <li id=id>
            <details open=number == 1>
                <summary>
                    <span class="num muted">{number}</span>
                    <span class="ft">
                        <span class="strong">{fix.title}</span>
                        <br/>
                        <span class="t2">{fix.effort.title()}", "{closes}</span>
                    </span>
                    <span class="held t2 num">{held}</span>
                    <span class="arrow">
                        <Score grade=fix.grade_before complete=fix.complete_before score=fix.score_before/>
                        <span class="muted" aria-hidden="true">"→"</span>
                        <span class="vh">"then"</span>
                        <Score grade=fix.after.grade complete=fix.after.complete score=fix.after.score/>
                    </span>
                    <Icon name="chevron"/>
                </summary>
                <div class="fxb">
                    <Evidence breakage=fix.breakage/>
                    {texts}
                </div>
            </details>
        </li>
    }
    .into_any()
}

/// Every fix at once.
#[component]
fn Together(texts: Vec<FixText>) -> impl IntoView {
    (!texts.is_empty()).then(|| {
        view! {
            <li>
                <details>
                    <summary>
                        <span></span>
                        <span class="ft strong">"All of them as one text"</span>
                        <span></span>
                        <span></span>
                        <Icon name="chevron"/>
                    </summary>
                    <div class="fxb">
                        <Texts id="fix-all".into() texts/>
                    </div>
                </details>
            </li>
        }
        .into_any()
    })
}

/// What speaks for the change breaking the workload, and what against.
#[component]
fn Evidence(breakage: Breakage) -> impl IntoView {
    let line = |word: &'static str, why: String| view! { <li><b class="strong">{word}</b>" "{why}</li> };
    let Breakage { breaks, holds } = breakage;
    (!breaks.is_empty() || !holds.is_empty()).then(|| {
        view! {
            <ul class="evid t2">
                {breaks.into_iter().map(|why| line("May break:", why)).collect_view()}
                {holds.into_iter().map(|why| line("May hold:", why)).collect_view()}
            </ul>
        }
    })
}

/// The same change in each format that can say it; the choice is a radio button and needs no script.
#[component]
fn Texts(id: String, texts: Vec<FixText>) -> impl IntoView {
    let choice = |(place, text): (usize, &FixText)| {
        let name = format!("{id}-format");
        view! {
            <label>
                <input class="vh" r#type="radio" name=name value=word(text.format) checked=place == 0/>
                {text.format.title()}
            </label>
        }
    };
    let choices = texts.iter().enumerate().map(choice).collect_view();
    let panes = texts.into_iter().map(|text| view! { <Pane id=id.clone() text/> }).collect_view();
    view! {
        <div class="code">
            <fieldset class="fx-formats">
                <legend class="vh">"Format"</legend>
                {choices}
            </fieldset>
            {panes}
        </div>
    }
    .into_any()
}

#[component]
fn Pane(id: String, text: FixText) -> impl IntoView {
    let FixText { format, snippet: Snippet { removed, text, notes } } = text;
    let id = format!("{id}-{}", word(format));
    let copy = (!text.is_empty()).then(|| {
        view! {
            <button class="btn btn-s copy" r#type="button" data-copy=id.clone()>
                <Icon name="copy"/>
                "Copy"
            </button>
        }
    });
    let removed = removed.into_iter().map(|line| view! { <del>{line}</del> }).collect_view();
    view! {
        <div class=format!("fx-text p-{}", word(format))>
            {copy}
            <pre tabindex="0">
                {removed}
                <code id=id.clone()>{text}</code>
            </pre>
            {notes.into_iter().map(|note| view! { <p class="t2">{note}</p> }).collect_view()}
        </div>
    }
    .into_any()
}

const fn word(format: Format) -> &'static str {
    match format {
        Format::Compose => "compose",
        Format::DockerRun => "run",
        Format::Dockerfile => "dockerfile",
        Format::Kubernetes => "kubernetes",
    }
}
