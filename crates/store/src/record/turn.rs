/// Items between two turns.
const ITEMS: usize = 16;

/// For each item of long work beside which something else waits for its turn.
pub(super) async fn take_turns(number: usize) {
    if number.is_multiple_of(ITEMS) {
        tokio::task::yield_now().await;
    }
}
