//! Runs SQL behind the store's back, as somebody would who has the database in hand. The tests
//! across crates damage databases with it, so that no crate but this one links a database.
//!
//! `cargo run -p sightline-store --example sql -- URL STATEMENT…`
//!
//! A `SELECT` prints its first column, a text a line. Another statement prints how many rows it
//! changed.

use std::error::Error;
use std::io::Write as _;

use sea_orm::{ConnectionTrait as _, Database, Statement};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let url = args.next().ok_or("say which database: sql URL STATEMENT…")?;
    let database = Database::connect(url).await?;
    let mut out = std::io::stdout().lock();
    for sql in args {
        if sql.starts_with("SELECT") {
            let asked = Statement::from_string(database.get_database_backend(), sql);
            for row in database.query_all_raw(asked).await? {
                writeln!(out, "{}", row.try_get_by_index::<String>(0)?)?;
            }
        } else {
            writeln!(out, "{}", database.execute_unprepared(&sql).await?.rows_affected())?;
        }
    }
    database.close().await?;
    Ok(())
}
