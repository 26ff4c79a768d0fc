/// Where the browser finds what the front-end build made; absolute paths such as `/pkg/plimsoll.1a2b.js`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
}
