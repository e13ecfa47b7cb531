//! A database of another age is refused with words, not used.

use sea_orm::ConnectionTrait as _;
use sightline_store::{Store, StoreError};

use crate::on_both;
use crate::place::CLOCK;

on_both! {
    async fn a_newer_database_is_refused(place: Place) {
        let database = place.behind().await;
        let newer = "INSERT INTO schema_steps VALUES (9999, 'later', '', '')";
        database.execute_unprepared(newer).await.unwrap();
        let refused = Store::open(&place.settings).await.unwrap_err();
        assert!(matches!(refused, StoreError::New { found: 9999, .. }), "{refused}");
        let refused = Store::migrate(&place.settings, &CLOCK).await.unwrap_err();
        assert!(matches!(refused, StoreError::New { .. }), "{refused}");
        database.execute_unprepared("DELETE FROM schema_steps WHERE number = 9999").await.unwrap();
        let other = "UPDATE schema_steps SET sha256 = 'x' WHERE number = 1";
        database.execute_unprepared(other).await.unwrap();
        let refused = Store::open(&place.settings).await.unwrap_err();
        assert!(matches!(refused, StoreError::OtherStep(1)), "{refused}");
    }
}
