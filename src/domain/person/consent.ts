/** The separate consent that a compared face wants (LAW-32): what is agreed to, and in which edition of the words. */

export const FACE_CONSENT_EDITION = '2026-11';

/** `{provider}` is who compares. */
export const FACE_CONSENT = {
  zh: [
    '本次验证会将您的姓名和身份证号码提供给 {provider}，由其拍摄并比对您的人脸，仅用于确认是您本人操作。',
    '人脸属于敏感个人信息。原路不接收、不保存您的人脸图像，只收到“通过”或“未通过”的结果。',
    '不同意不影响办理：您可以选择人工核验身份。同意后可随时撤回，撤回前已完成的验证仍然有效。',
  ],
  en: [
    'Your name and identity number go to {provider}, who compares your face, only to confirm that it is you.',
    'A face is sensitive personal data. Yuanlu neither receives nor keeps the picture: only whether it fits.',
    'You may say no: staff can check you instead. You may withdraw at any time; checks already made stay valid.',
  ],
} as const;
