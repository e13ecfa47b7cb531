//! Every change leaves its entry, and whoever rewrites one is found out.

use sightline_kernel::audit::ChainBreak;
use sightline_store::{NewRelease, ReleaseId, Store};

use crate::on_both;
use crate::place::{CLOCK, TestPlace, agency, import, key, of, reader, writer};

/// Runs SQL on the database behind the store's back.
async fn behind(place: &TestPlace, sql: &[&str]) {
    use sea_orm::ConnectionTrait as _;
    let database = place.behind().await;
    for sql in sql {
        database.execute_unprepared(sql).await.unwrap();
    }
    database.close().await.unwrap();
}

fn without_triggers(place: &TestPlace) -> &'static str {
    match place.settings.place {
        sightline_store::Place::Sqlite(_) => "DROP TRIGGER audit_stays; DROP TRIGGER audit_remains",
        sightline_store::Place::Postgres { .. } => "ALTER TABLE audit_entries DISABLE TRIGGER USER",
    }
}

async fn four_entries(store: &Store) {
    for number in 0..2 {
        let rows = [(key("crime.offences", "2021-22", ""), "1")];
        import(store, "here", &of("police/figures"), &format!("{number}"), &rows).await.unwrap();
    }
}

/// A release of nothing; it names the head of the chain before it.
async fn release(store: &Store) -> ReleaseId {
    let scope = writer("here");
    let mut change = store.change(&scope, &CLOCK).await.unwrap();
    let id = change.next_release("2021-22").await.unwrap();
    let manifest = serde_json::json!({});
    let release =
        NewRelease { id: id.clone(), manifest, audit: change.audit_head(), amendment: None };
    change.release(&release, std::iter::empty()).await.unwrap();
    change.commit().await.unwrap();
    id
}

async fn broken(store: &Store) -> Option<ChainBreak> {
    store.read(&reader("here")).await.unwrap().verify_audit().await.unwrap().broken
}

on_both! {
    async fn each_change_says_who_what_and_why(place: Place) {
        let store = place.here().await;
        four_entries(&store).await;
        let reader = store.read(&reader("here")).await.unwrap();
        let entries = reader.audit(1..=10).await.unwrap();
        let told: Vec<_> = entries.iter().map(|r| (r.entry.action.as_str(), r.entry.resource.as_str())).collect();
        assert_eq!(told, [
            ("partnership.found", "here"),
            ("agency.save", "police"),
            ("return.revise", "police/figures/r1"),
            ("return.revise", "police/figures/r2"),
        ]);
        assert!(entries.iter().all(|r| r.entry.actor == "operator" && r.entry.reason == "a test"));
        assert_eq!(entries[3].entry.change["superseded"][0], "police/figures/r1");
        let check = reader.verify_audit().await.unwrap();
        assert!(check.holds());
        assert_eq!(check.head, reader.audit_head().await.unwrap());
        assert_eq!((check.head.sequence, check.head.hash), (4, entries[3].hash));
    }

    async fn nothing_changed_leaves_no_entry(place: Place) {
        let store = place.here().await;
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        assert!(!change.save_agency(&agency("police")).await.unwrap());
        assert_eq!(change.commit().await.unwrap().sequence, 2);
        let mut dropped = store.change(&scope, &CLOCK).await.unwrap();
        assert!(dropped.save_agency(&agency("fire")).await.unwrap());
        drop(dropped);
        let reader = store.read(&reader("here")).await.unwrap();
        assert_eq!(reader.audit_head().await.unwrap().sequence, 2);
        assert_eq!(reader.agencies().await.unwrap().len(), 1);
    }

    async fn the_tables_refuse_to_be_rewritten(place: Place) {
        use sea_orm::ConnectionTrait as _;
        let store = place.here().await;
        four_entries(&store).await;
        release(&store).await;
        let database = place.behind().await;
        for sql in [
            "UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries",
            "UPDATE slices SET cells = '[1]'", "DELETE FROM slices",
            "UPDATE document_chunks SET bytes = NULL",
            "UPDATE releases SET manifest = '{}'",
        ] {
            let refused = database.execute_unprepared(sql).await.unwrap_err().to_string();
            assert!(refused.contains("never"), "{sql}: {refused}");
        }
    }

    async fn a_rewritten_entry_is_found(place: Place) {
        let store = place.here().await;
        four_entries(&store).await;
        behind(&place, &[without_triggers(&place), "UPDATE audit_entries SET actor = 'x' WHERE sequence = 3"]).await;
        assert_eq!(broken(&store).await, Some(ChainBreak::Changed(3)));
    }

    async fn a_removed_entry_is_found(place: Place) {
        let store = place.here().await;
        four_entries(&store).await;
        behind(&place, &[without_triggers(&place), "DELETE FROM audit_entries WHERE sequence = 2"]).await;
        assert_eq!(broken(&store).await, Some(ChainBreak::Missing { expected: 2, found: 3 }));
        behind(&place, &["DELETE FROM audit_entries WHERE sequence < 4"]).await;
        assert_eq!(broken(&store).await, Some(ChainBreak::Missing { expected: 1, found: 4 }));
    }

    async fn a_chain_cut_short_is_found_by_the_release_that_names_its_head(place: Place) {
        let store = place.here().await;
        four_entries(&store).await;
        let id = release(&store).await;
        behind(&place, &[without_triggers(&place), "DELETE FROM audit_entries WHERE sequence > 3"]).await;
        let check = store.read(&reader("here")).await.unwrap().verify_audit().await.unwrap();
        assert_eq!((check.broken, check.releases_off), (None, vec![id]));
    }
}
