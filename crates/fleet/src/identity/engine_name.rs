/// First words of the names that Docker and Podman make up.
const ADJECTIVES: &str = "admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring \
    brave busy charming clever cocky compassionate competent condescending confident cool cranky crazy dazzling \
    determined distracted dreamy eager ecstatic elastic elated elegant eloquent epic exciting fervent festive \
    flamboyant focused friendly frosty funny gallant gifted goofy gracious great happy hardcore heuristic hopeful \
    hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing loving lucid magical modest \
    musing mystifying naughty nervous nice nifty nostalgic objective optimistic peaceful pedantic pensive practical \
    priceless quirky quizzical recursing relaxed reverent romantic sad serene sharp silly sleepy stoic strange \
    stupefied suspicious sweet tender thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful \
    xenodochial youthful zealous zen";

/// Whether the engine made the name up: `adjective_surname`, perhaps with a digit.
pub fn is_made_up(name: &str) -> bool {
    let Some((adjective, surname)) = name.split_once('_') else { return false };
    let surname = surname.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(surname);
    surname.len() >= 3
        && surname.chars().all(|c| c.is_ascii_lowercase())
        && ADJECTIVES.split_ascii_whitespace().any(|known| known == adjective)
}
