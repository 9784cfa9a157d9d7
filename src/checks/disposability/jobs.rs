//! Jobs that overlap, hang or cannot be created, and restart policies.

use super::compose;
use crate::artefact::workload::{Job, Workload};
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A restart policy that the kind of object does not allow.
pub fn restart_policy_invalid(pass: &mut Pass) {
    compose::restarted_tasks(pass);
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        let policy = workload.pod.restart_policy.as_ref();
        let failure_policy = workload.job.as_ref().and_then(|job| job.failure_policy);
        let allowed: &[&str] = match workload.kind.text.as_str() {
            _ if workload.is_knative() => continue,
            "Job" | "CronJob" if failure_policy.is_some() => &["Never"],
            "Job" | "CronJob" | "ScaledJob" => &["OnFailure", "Never"],
            "Deployment"
            | "ReplicaSet"
            | "ReplicationController"
            | "StatefulSet"
            | "DaemonSet"
            | "DeploymentConfig"
            | "Rollout" => &["Always"],
            "Pod" => &["Always", "OnFailure", "Never"],
            _ => continue,
        };
        let fits = match policy {
            Some(policy) => !policy.literal || allowed.contains(&policy.text.as_str()),
            // KEDA sets `OnFailure` itself where its template says nothing. A specification without containers is a part of
            // one, and the policy may stand in another.
            None => {
                allowed.contains(&"Always")
                    || workload.kind.text == "ScaledJob"
                    || workload.pod.containers.is_empty()
            }
        };
        if fits {
            continue;
        }
        let (kind, choice) = (&workload.kind.text, allowed.join("` or `"));
        if let Some(policy) = policy {
            let message = format!("restartPolicy '{}' is not allowed in a {kind}", policy.text);
            let finding = pass.report(policy.span, message);
            if let Some(failures) = failure_policy {
                finding.because(failures, "judges pods that failed, so nothing may restart their containers");
            }
            finding.help(format!("write `restartPolicy: {choice}`"));
        } else {
            let message = format!(
                "{} sets no restartPolicy, and the default 'Always' is not allowed",
                workload.title()
            );
            pass.report(workload.name.span, message)
                .help(format!("add `restartPolicy: {choice}` to the pod template"));
        }
    }
}

/// A CronJob whose next run may start while the last one still runs.
pub fn cronjob_overlap(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        let Some((job, schedule)) = workload.job.as_ref().and_then(|job| Some((job, job.schedule.as_ref()?)))
        else {
            continue;
        };
        let policy = job.concurrency_policy.as_ref();
        let may_overlap = policy.is_none_or(|policy| policy.text == "Allow");
        if !may_overlap || job.active_deadline.is_some() || is_idempotent(workload) {
            continue;
        }
        let message =
            format!("runs of {} may overlap: nothing ends one before the next starts", workload.title());
        let finding = pass.report(policy.unwrap_or(schedule).span, message);
        if policy.is_some() {
            finding.because(schedule.span, "the schedule");
        }
        if !runs_within_a_day(schedule) {
            finding.severity(Severity::Note);
        }
        finding.help("set `concurrencyPolicy: Forbid` (or `Replace`), or bound each run with `activeDeadlineSeconds` in `jobTemplate.spec`");
    }
}

fn is_idempotent(workload: &Workload) -> bool {
    workload.annotations.iter().any(|(key, value)| key.text.ends_with("/idempotent") && value.text == "true")
}

/// Whether a schedule may run more than once on a day: its minute and hour are not both single numbers.
fn runs_within_a_day(schedule: &Arg) -> bool {
    let text = schedule.text.trim();
    if text.starts_with('@') {
        return text == "@hourly" || text.starts_with("@every");
    }
    let fields: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !word.starts_with("TZ=") && !word.starts_with("CRON_TZ="))
        .collect();
    !fields.iter().take(2).all(|field| field.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the kind has the fields of a Job. What others call a job, and steps of an Argo Workflow, have bounds of their own.
fn retries_by_itself(workload: &Workload) -> bool {
    matches!(workload.kind.text.as_str(), "Job" | "CronJob" | "ScaledJob" | "JobSet")
}

/// A Job that may run and retry without any bound of its own.
pub fn job_unbounded(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        let Some(job) = workload.job.as_ref().filter(|_| retries_by_itself(workload)) else { continue };
        let Job { backoff_limit, active_deadline, ttl, schedule, .. } = job;
        // A CronJob removes its own old Jobs.
        let cleaned = ttl.is_some() && schedule.is_none();
        if backoff_limit.is_some()
            || active_deadline.is_some()
            || cleaned
            || workload.pod.containers.is_empty()
        {
            continue;
        }
        let message = format!("{} bounds neither its time nor its retries", workload.title());
        let cron = schedule.is_some();
        let finding = pass.report(workload.name.span, message);
        finding.help(if cron {
            "set `activeDeadlineSeconds` and `backoffLimit` in `jobTemplate.spec`: a run that hangs is then stopped and reported"
        } else {
            "set `activeDeadlineSeconds` and `backoffLimit`, and `ttlSecondsAfterFinished` to have it removed when done"
        });
    }
}
