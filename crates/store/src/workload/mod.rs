mod as_of;
mod detail;
mod explanation;
mod filter;
mod history;
mod list;
mod row;
mod week_ago;
