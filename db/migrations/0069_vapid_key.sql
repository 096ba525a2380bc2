-- 更换推送密钥后，已订阅的手机照常收到提醒 / after a change of the push key, phones that have subscribed go on receiving
alter table push_subscriptions add column vapid_key text;
