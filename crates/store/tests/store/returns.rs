//! Revisions of returns: what they hold, what they replace, what stays.

use sightline_kernel::query::{DataQuery, Place as QueryPlace};
use sightline_measures::observation::{Absence, AbsenceKind, Origin, Status, Value};
use sightline_store::{
    Begun, Closing, DecisionKind, Publication, QueryFilter, RevisionState, Selection, Step,
    StoreError,
};

use crate::on_both;
use crate::place::{
    CLOCK, agency, area, exact, import, key, new_revision, of, reader, save, writer,
};

const R: &str = "police/figures-2021-22";

/// Values by their cells, for comparing.
fn shown(observations: &[sightline_measures::observation::Observation]) -> Vec<String> {
    let mut lines: Vec<String> = observations
        .iter()
        .map(|o| {
            let value = o.value.exact().map(|v| v.to_string()).unwrap_or_default();
            format!("{} = {value} ({}:{})", o.key, o.origin.revision(), o.origin.row())
        })
        .collect();
    lines.sort();
    lines
}

on_both! {
    async fn what_is_saved_comes_back(place: Place) {
        let store = place.here().await;
        let of = of(R);
        let mut rows = vec![
            exact(&of, 2, key("crime.offences", "2021-22", ""), "16411"),
            exact(&of, 3, key("crime.offences", "2021-22", "offence_group=homicide"), "3.50"),
            exact(&of, 4, key("crime.offences", "2021-22", ""), "1"),
            exact(&of, 9, key("crime.victims", "2021-04", "gender=male;age=0 to 17"), "-2"),
        ];
        rows[2].key.cell = sightline_kernel::dimension::Cell::new([(
            "ward".parse().unwrap(), "A; B=\"C\"".parse().unwrap(),
        )]).unwrap();
        rows[1].note = Some("to 30 June".into());
        rows[1].status = Status::Provisional;
        let mut bounded = exact(&of, 5, key("crime.offences", "2021-22", "offence_group=arson"), "0");
        bounded.value = Value::Bounded { low: None, high: Some(4.into()), text: "<5".into() };
        let mut absent = exact(&of, 6, key("crime.offences", "2021-22", "offence_group=fraud"), "0");
        absent.value = Value::Absent(Absence {
            kind: AbsenceKind::NotHeld, reason: "kept nationally".into(), by: "police".into(),
            on: jiff::civil::date(2022, 5, 1),
        });
        rows.extend([bounded, absent]);
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let saved = save(&mut change, &of, b"file", &rows).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!((saved.observations, saved.slices, saved.replaced), (6, 4, 0));
        let reader = store.read(&reader("here")).await.unwrap();
        let mut back = reader.all_current().await.unwrap();
        back.sort_by_key(|o| o.origin.row());
        rows.sort_by_key(|o| o.origin.row());
        assert_eq!(back, rows);
        let revision = reader.revision(&saved.id).await.unwrap();
        assert_eq!((revision.state, revision.observations), (RevisionState::Accepted, 6));
        assert_eq!(revision.slices_current, 4);
        assert_eq!(reader.original(&saved.id).await.unwrap(), b"file");
        assert_eq!(reader.measures_held().await.unwrap().len(), 2);
    }

    async fn a_selection_gives_what_it_names(place: Place) {
        let store = place.here().await;
        let rows: Vec<_> = ["2020-21", "2021-22"].into_iter().flat_map(|period| {
            ["", "offence_group=arson", "gender=male"].map(|cell| (key("crime.offences", period, cell), "1"))
        }).chain([(key("crime.victims", "2021-22", ""), "7")]).collect();
        import(&store, "here", &of(R), "a", &rows).await.unwrap();
        let reader = store.read(&reader("here")).await.unwrap();
        let count = async |selection: Selection| reader.observations(&selection).await.unwrap().len();
        let offences = Selection::measures(["crime.offences".parse().unwrap()]);
        assert_eq!(count(offences.clone()).await, 6);
        assert_eq!(count(offences.clone().only_totals()).await, 2);
        assert_eq!(count(offences.clone().periods(["2021-22".parse().unwrap()])).await, 3);
        assert_eq!(count(offences.clone().areas([area("E06000051")])).await, 6);
        assert_eq!(count(offences.clone().areas([area("E92000001")])).await, 0);
        assert_eq!(count(Selection::measures(["crime.unknown".parse().unwrap()])).await, 0);
        assert_eq!(count(Selection::default()).await, 0);
        let breakdown = key("crime.offences", "2021-22", "gender=male").cell.breakdown();
        let by_gender = Selection { breakdowns: Some(vec![breakdown]), ..offences.clone() };
        assert_eq!(count(by_gender).await, 2);
        let police = Selection { agencies: Some(vec!["police".parse().unwrap()]), ..offences.clone() };
        assert_eq!(count(police).await, 6);
    }

    async fn periods_are_those_of_current_tables(place: Place) {
        let store = place.here().await;
        let of = of(R);
        let (offences, victims) = ("crime.offences", "crime.victims");
        let rows: Vec<_> = ["2020-21", "2021-22", "2021-04", "2021-05", "2022-03-31"]
            .into_iter()
            .flat_map(|period| ["", "offence_group=arson"].map(|cell| (key(offences, period, cell), "1")))
            .chain([(key(victims, "2019-20", ""), "7")])
            .collect();
        import(&store, "here", &of, "a", &rows).await.unwrap();
        let said = |found: Vec<(sightline_kernel::ids::MeasureId, sightline_kernel::period::Period)>| {
            found.iter().map(|(m, p)| format!("{m} {p}")).collect::<Vec<_>>()
        };
        let all = ["crime.offences", "crime.victims", "crime.unknown"].map(|m| m.parse().unwrap());
        let reader_ = store.read(&reader("here")).await.unwrap();
        let mut found = said(reader_.periods(&all).await.unwrap());
        found.sort();
        assert_eq!(found, [
            "crime.offences 2020-21", "crime.offences 2021-04", "crime.offences 2021-05",
            "crime.offences 2021-22", "crime.offences 2022-03-31", "crime.victims 2019-20",
        ]);
        let mut latest = said(reader_.latest_periods(&all).await.unwrap());
        latest.sort();
        assert_eq!(latest, [
            "crime.offences 2021-05", "crime.offences 2021-22", "crime.offences 2022-03-31",
            "crime.victims 2019-20",
        ]);
        assert!(reader_.periods(&[]).await.unwrap().is_empty());
    }

    async fn the_same_file_twice_changes_nothing(place: Place) {
        let store = place.here().await;
        let rows = [(key("crime.offences", "2021-22", ""), "1")];
        import(&store, "here", &of(R), "a", &rows).await.unwrap();
        let before = store.read(&reader("here")).await.unwrap().audit_head().await.unwrap();
        assert_eq!(import(&store, "here", &of(R), "a", &rows).await, None);
        let after = store.read(&reader("here")).await.unwrap();
        assert_eq!(after.audit_head().await.unwrap(), before);
        assert_eq!(after.revisions().await.unwrap().len(), 1);
        // The file before the newest one is a change back, not the same file.
        import(&store, "here", &of(R), "b", &rows).await.unwrap();
        assert_eq!(import(&store, "here", &of(R), "a", &rows).await.unwrap().id.number, 3);
    }

    async fn a_revision_replaces_the_tables_that_it_mentions(place: Place) {
        let store = place.here().await;
        let of = of(R);
        let total = key("crime.offences", "2021-22", "");
        let arson = key("crime.offences", "2021-22", "offence_group=arson");
        let theft = key("crime.offences", "2021-22", "offence_group=theft");
        let before = key("crime.offences", "2020-21", "");
        let all = [(total.clone(), "10"), (arson.clone(), "4"), (theft.clone(), "6"), (before, "9")];
        import(&store, "here", &of, "one", &all).await.unwrap();
        let saved = import(&store, "here", &of, "two", &[(arson.clone(), "5")]).await.unwrap();
        assert_eq!((saved.replaced, saved.superseded.len()), (1, 0));
        let reader_ = store.read(&reader("here")).await.unwrap();
        // The table by offence group is wholly replaced, its row for theft included.
        assert_eq!(shown(&reader_.all_current().await.unwrap()), [
            "crime.offences 2020-21 E06000051 = 9 (police/figures-2021-22/r1:5)",
            "crime.offences 2021-22 E06000051 = 10 (police/figures-2021-22/r1:2)",
            "crime.offences 2021-22 E06000051 offence_group=arson = 5 (police/figures-2021-22/r2:2)",
        ]);
        let history = reader_.history(&arson).await.unwrap();
        let by: Vec<_> = history.iter().map(|h| h.superseded_by.clone().map(|r| r.number)).collect();
        assert_eq!(by, [Some(2), None]);
        assert_eq!(reader_.history(&theft).await.unwrap().len(), 1);
        assert_eq!(reader_.revision(history[0].observation.origin.revision()).await.unwrap().slices_current, 2);
        // Once nothing of it is current, a revision is superseded; its file stays readable.
        let again = all.clone().map(|(key, _)| (key, "1"));
        let saved = import(&store, "here", &of, "three", &again).await.unwrap();
        let superseded: Vec<_> = saved.superseded.iter().map(|r| r.number).collect();
        assert_eq!((saved.replaced, superseded), (3, vec![1, 2]));
        let reader_ = store.read(&reader("here")).await.unwrap();
        let first = reader_.revisions().await.unwrap().remove(0);
        assert_eq!((first.state, first.slices_current), (RevisionState::Superseded, 0));
        assert_eq!(reader_.original(&first.id).await.unwrap(), b"one");
        assert_eq!(reader_.returns().await.unwrap().len(), 1);
    }

    async fn another_agency_replaces_nothing(place: Place) {
        let store = place.here().await;
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        change.save_agency(&agency("council")).await.unwrap();
        change.commit().await.unwrap();
        let rows = [(key("crime.offences", "2021-22", ""), "1")];
        import(&store, "here", &of(R), "a", &rows).await.unwrap();
        let saved = import(&store, "here", &of("council/figures-2021-22"), "b", &rows).await.unwrap();
        assert_eq!(saved.replaced, 0);
        assert_eq!(store.read(&reader("here")).await.unwrap().all_current().await.unwrap().len(), 2);
        // The same agency replaces its own figure through another collection.
        let saved = import(&store, "here", &of("police/late-2021-22"), "c", &rows).await.unwrap();
        assert_eq!((saved.replaced, saved.superseded.len()), (1, 1));
    }

    async fn rows_that_cannot_be_kept_are_refused(place: Place) {
        let store = place.here().await;
        let (of, scope) = (of(R), writer("here"));
        let row = exact(&of, 2, key("crime.offences", "2021-22", ""), "1");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let new = new_revision(&of, b"a");
        let Begun::New(mut open) = change.begin_revision(&new, &mut &b"a"[..]).await.unwrap() else {
            panic!("a new file is a new revision");
        };
        open.push(&row).await.unwrap();
        let twice = open.push(&row).await.unwrap_err();
        assert_eq!(
            twice.to_string(),
            "crime.offences 2021-22 E06000051 stands twice in the file; give each figure once"
        );
        let other = exact(&crate::place::of("council/x"), 3, row.key.clone(), "1");
        assert!(matches!(open.push(&other).await, Err(StoreError::OtherAgency { .. })));
        drop(open);
        assert!(matches!(change.commit().await, Err(StoreError::Unfinished(_))));
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let wrong = change.begin_revision(&new, &mut &b"other"[..]).await.map(|_| ()).unwrap_err();
        assert!(matches!(wrong, StoreError::FileChanged(_)), "{wrong}");
        drop(change);
        assert!(store.read(&reader("here")).await.unwrap().revisions().await.unwrap().is_empty());
    }

    async fn a_publication_is_named_as_one(place: Place) {
        let store = place.here().await;
        let (of, scope) = (of("police/population"), writer("here"));
        let publication = Publication { edition: "mid-2019".into(), licence: "OGL v3.0".into() };
        let new = sightline_store::NewRevision {
            publication: Some(publication.clone()), ..new_revision(&of, b"a")
        };
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let Begun::New(mut open) = change.begin_revision(&new, &mut &b"a"[..]).await.unwrap() else {
            panic!("a new file is a new revision");
        };
        open.push(&exact(&of, 2, key("population.people", "mid-2019", ""), "323136")).await.unwrap();
        let saved = open.finish(&Closing::default()).await.unwrap();
        change.commit().await.unwrap();
        let reader = store.read(&reader("here")).await.unwrap();
        let kept = reader.all_current().await.unwrap().remove(0);
        assert!(matches!(kept.origin, Origin::Publication { .. }));
        assert_eq!(reader.revision(&saved.id).await.unwrap().publication, Some(publication));
    }

    async fn states_move_only_as_they_may(place: Place) {
        let store = place.here().await;
        let rows = [(key("crime.offences", "2021-22", ""), "1")];
        let id = import(&store, "here", &of(R), "a", &rows).await.unwrap().id;
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        assert_eq!(change.move_revision(&id, Step::Query).await.unwrap(), RevisionState::Queried);
        let refused = change.move_revision(&id, Step::SignOff).await.unwrap_err();
        assert_eq!(refused.to_string(), "a revision that is queried cannot be signed off");
        change.commit().await.unwrap();
        // A queried revision still counts, and the next one supersedes it.
        let next = import(&store, "here", &of(R), "b", &rows).await.unwrap();
        assert_eq!(next.superseded, [id]);
    }

    async fn data_queries_are_kept_and_decided(place: Place) {
        let store = place.here().await;
        let (of, scope) = (of(R), writer("here"));
        let warning = DataQuery::warning(
            "parts-and-total", QueryPlace { measure: Some("crime.offences".into()), ..QueryPlace::row("figures.csv", 7, None) },
            "parts give 5, total says 6",
        ).remedy("Ask which is right.");
        let note = DataQuery::note("unknown-column", QueryPlace::default(), "a column was left out");
        let closing = Closing { rows_read: 1, left_out: 0, queries: vec![warning.clone(), note] };
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let Begun::New(open) = change.begin_revision(&new_revision(&of, b"a"), &mut &b"a"[..]).await.unwrap() else {
            panic!("a new file is a new revision");
        };
        let saved = open.finish(&closing).await.unwrap();
        change.commit().await.unwrap();
        let open = QueryFilter { open: true, least: Some(sightline_kernel::query::Severity::Warning), ..QueryFilter::default() };
        let queries = store.read(&reader("here")).await.unwrap().queries(&open).await.unwrap();
        assert_eq!(queries.len(), 1);
        assert_eq!((&queries[0].query, &queries[0].revision), (&warning, &saved.id));
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        assert!(matches!(
            change.decide(&warning, DecisionKind::Resolved, "Analyst", " ").await,
            Err(StoreError::NoReason(_))
        ));
        change.decide(&warning, DecisionKind::Overridden, "Analyst", "checked by phone").await.unwrap();
        change.commit().await.unwrap();
        let after = store.read(&reader("here")).await.unwrap();
        assert!(after.queries(&open).await.unwrap().is_empty());
        let about = |m: &str| QueryFilter { measure: Some(m.parse().unwrap()), ..QueryFilter::default() };
        assert_eq!(after.queries(&about("crime.offences")).await.unwrap().len(), 1);
        assert!(after.queries(&about("crime.offence_")).await.unwrap().is_empty());
        let all = after.queries(&QueryFilter::default()).await.unwrap();
        let decision = all[0].decision.as_ref().unwrap();
        assert_eq!((decision.by.as_str(), decision.reason.as_str()), ("Analyst", "checked by phone"));
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        change.decide(&warning, DecisionKind::Reopened, "Analyst", "a mistake").await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(store.read(&reader("here")).await.unwrap().queries(&open).await.unwrap().len(), 1);
    }
}
