//! One partnership never meets the records of another; nothing is read without a scope.

use sightline_store::{Selection, StoreError};

use crate::on_both;
use crate::place::{CLOCK, area, found, import, key, of, reader, writer};

on_both! {
    async fn partnerships_are_walled_apart(place: Place) {
        let store = place.here().await;
        found(&store, "elsewhere").await;
        let of = of("police/figures-2021-22");
        let offences = key("crime.offences", "2021-22", "");
        let saved = import(&store, "here", &of, "a", &[(offences.clone(), "1")]).await.unwrap();
        import(&store, "elsewhere", &of, "b", &[(key("crime.victims", "2021-22", ""), "2")]).await.unwrap();
        // The same file in two partnerships is two returns.
        import(&store, "elsewhere", &of, "a", &[(offences.clone(), "3")]).await.unwrap();
        let here = store.read(&reader("here")).await.unwrap();
        let elsewhere = store.read(&reader("elsewhere")).await.unwrap();
        let value = async |reader: &sightline_store::Reader| {
            let selection = Selection::measures([offences.measure.clone()]);
            let list = reader.observations(&selection).await.unwrap();
            assert_eq!(list.len(), 1);
            list[0].value.exact().unwrap().to_string()
        };
        assert_eq!((value(&here).await.as_str(), value(&elsewhere).await.as_str()), ("1", "3"));
        assert_eq!(here.measures_held().await.unwrap().len(), 1);
        let both = ["crime.offences", "crime.victims"].map(|m| m.parse().unwrap());
        assert_eq!(here.periods(&both).await.unwrap().len(), 1);
        assert_eq!(here.latest_periods(&both).await.unwrap().len(), 1);
        assert_eq!(here.history(&offences).await.unwrap().len(), 1);
        assert_eq!(here.revisions().await.unwrap().len(), 1);
        assert_eq!(elsewhere.revisions().await.unwrap().len(), 2);
        assert_eq!(here.original(&saved.id).await.unwrap(), b"a");
        assert_eq!(elsewhere.original(&saved.id).await.unwrap(), b"b");
        let second = sightline_kernel::ids::RevisionId { number: 2, ..saved.id };
        assert!(matches!(here.revision(&second).await, Err(StoreError::NotFound { .. })));
        assert!(matches!(here.original(&second).await, Err(StoreError::NotFound { .. })));
        for reader in [&here, &elsewhere] {
            assert!(reader.verify_audit().await.unwrap().holds());
        }
        assert_eq!(here.audit_head().await.unwrap().sequence, 3);
        assert_eq!(elsewhere.audit_head().await.unwrap().sequence, 4);
    }

    async fn what_is_not_there_is_not_found(place: Place) {
        let store = place.here().await;
        let nobody = store.read(&reader("nobody")).await.unwrap_err();
        assert_eq!(
            nobody.to_string(),
            "there is no partnership “nobody” here; `sightline doctor` lists the partnerships of a data folder"
        );
        assert!(matches!(
            store.change(&writer("nobody"), &CLOCK).await,
            Err(StoreError::NoPartnership(_))
        ));
        let twice = store.found(&writer("here"), &CLOCK, "Again", &area("E06000051")).await;
        assert_eq!(twice.unwrap_err().to_string(), "the partnership “here” is here already; choose another id");
        let ids: Vec<_> = store.partnerships().await.unwrap().into_iter().map(|p| p.id).collect();
        assert_eq!(ids, ["here".parse().unwrap()]);
    }

    async fn a_reader_sees_one_moment_while_others_write(place: Place) {
        let store = place.here().await;
        let of = of("police/figures-2021-22");
        let offences = key("crime.offences", "2021-22", "");
        import(&store, "here", &of, "0", &[(offences.clone(), "0")]).await.unwrap();
        let selection = Selection::measures([offences.measure.clone()]);
        let first = store.read(&reader("here")).await.unwrap();
        assert_eq!(first.observations(&selection).await.unwrap().len(), 1);
        let readers: Vec<_> = (0..3).map(|_| {
            let (store, selection) = (store.clone(), selection.clone());
            tokio::spawn(async move {
                let mut last = rust_decimal::Decimal::ZERO;
                for _ in 0..20 {
                    let reader = store.read(&reader("here")).await.unwrap();
                    let one = reader.observations(&selection).await.unwrap();
                    let two = reader.observations(&selection).await.unwrap();
                    assert_eq!(one, two);
                    assert_eq!(one.len(), 1);
                    let value = one[0].value.exact().unwrap();
                    assert!(value >= last, "a later reader sees no earlier moment");
                    last = value;
                }
            })
        }).collect();
        for number in 1..=10 {
            let (file, value) = (format!("file {number}"), number.to_string());
            import(&store, "here", &of, &file, &[(offences.clone(), &value)]).await.unwrap();
        }
        for reader in readers {
            reader.await.unwrap();
        }
        let then = first.observations(&selection).await.unwrap();
        assert_eq!(then[0].value.exact().unwrap().to_string(), "0");
    }
}
