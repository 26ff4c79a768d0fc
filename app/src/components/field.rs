use leptos::prelude::*;

/// One line of text with its label; the hint belongs to the control.
#[component]
pub fn TextField(
    name: &'static str,
    /// Where another form of the page has a field of this name.
    #[prop(optional)]
    id: Option<&'static str>,
    label: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <span class="input">
                <input
                    id=id
                    name=name
                    type=kind
                    value=value
                    required=required
                    min=min
                    max=max
                    autocomplete=autocomplete
                    aria-describedby=hint_id.clone()
                />
            </span>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
        </div>
    }
    .into_any()
}
